import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  answer,
  openClient,
  startServer,
  type TestServer,
  userSession,
} from '../helpers/https-server.ts';
import { methodOf } from '../helpers/session.ts';

const manager = { type: 'SessionManager', value: 's' };
const credentials = { userName: 'root', password: 'secret-word' };

/** A server that sets a cookie with every answer, that of the request's turn; it answers one method when it is told to. */
async function startSetting(
  slow?: string,
): Promise<{ server: TestServer; release: () => Promise<void> }> {
  const held: (() => void)[] = [];
  const server = await startServer((response, turn, request) => {
    const method = methodOf(request);
    const result = method === 'Login' ? userSession : '';
    const setCookie = `vmware_soap_session="turn-${turn}"; Path=/; HttpOnly; Secure;`;
    const body = `<${method}Response xmlns="urn:vim25">${result}</${method}Response>`;
    const respond = () => answer(response, body, { 'Set-Cookie': setCookie });
    if (method === slow) {
      held.push(respond);
    } else {
      respond();
    }
  });
  const release = async (): Promise<void> => {
    while (held.length === 0) {
      await sleep(1);
    }
    held.pop()?.();
  };
  return { server, release };
}

test('an answer that comes after a login has renewed the session leaves the new cookie as it is', async () => {
  const { server, release } = await startSetting('QueryOptions');
  const client = await openClient(server);
  await client.call('Login', manager, credentials);
  const late = client.call('QueryOptions', manager, {});
  while (server.requests.length < 2) {
    await sleep(1);
  }
  client.cookie.forget();
  await client.call('Login', manager, credentials);
  await release();
  await late;
  expect(client.cookie.value).toBe('"turn-3"');
});

test('the cookie of a login counts, whatever was answered while it was under way', async () => {
  const { server, release } = await startSetting('Login');
  const client = await openClient(server);
  const login = client.call('Login', manager, credentials);
  while (server.requests.length < 1) {
    await sleep(1);
  }
  await client.call('QueryOptions', manager, {});
  await release();
  await login;
  expect(client.cookie.value).toBe('"turn-1"');
});

test('a server may set the cookie before the login, which then goes with it', async () => {
  const { server } = await startSetting();
  const client = await openClient(server);
  await client.call('QueryOptions', manager, {});
  await client.call('Login', manager, credentials);
  expect(server.requests[1]?.headers.cookie).toBe('vmware_soap_session="turn-1"');
});

describe("a load balancer's cookies", () => {
  const own = 'vmware_soap_session="own"; Path=/; HttpOnly; Secure; ';
  const balancer = 'ROUTE=node-7; Path=/; HttpOnly';

  /** What cookies a client sends after answers that set these. */
  async function sentAfter(...answers: readonly (readonly string[])[]) {
    const server = await startServer((response, turn, request) => {
      const method = methodOf(request);
      const result = method === 'Login' ? userSession : '';
      const body = `<${method}Response xmlns="urn:vim25">${result}</${method}Response>`;
      answer(response, body, { 'Set-Cookie': [...(answers[turn - 1] ?? [])] });
    });
    const client = await openClient(server);
    await client.call('Login', manager, credentials);
    for (const _ of answers) {
      await client.call('QueryOptions', manager, {});
    }
    return server.requests.at(-1)?.headers.cookie;
  }

  test.each([
    ['before it', [balancer, own]],
    ['after it', [own, balancer, 'AWSALB=a/b+c=; Expires=Tue, 01 Dec 2026 00:00:00 GMT']],
    ['of names alike', ['vmware_soap_session_route="7"', own, 'x_vmware_soap_session="8"']],
    ['that name it in their value', [own, 'ROUTE=vmware_soap_session="other"']],
  ])("are not taken for the session's: %s", async (_where, cookies) => {
    expect(await sentAfter(cookies)).toBe('vmware_soap_session="own"');
  });

  test("alone leave the session's as it was", async () => {
    expect(await sentAfter([own], [balancer])).toBe('vmware_soap_session="own"');
  });
});
