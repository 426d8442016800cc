import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { InvalidValueError } from '../../src/errors.ts';
import type { SoapClient } from '../../src/soap/index.ts';
import {
  answer,
  errorOf,
  type Handler,
  openClient,
  startServer,
  userSession,
} from '../helpers/https-server.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const manager = { type: 'SessionManager', value: 'SessionManager' };
const password = 'pass<&>"word-7b3f';
const cookie = '"52b3-secret-cookie"';
const setCookie = { 'Set-Cookie': `vmware_soap_session=${cookie}; Path=/; HttpOnly; Secure; ` };
const loggedIn = `<LoginResponse>${userSession}</LoginResponse>`;

function login(client: SoapClient, deadlineMs = 5000): Promise<unknown> {
  return client.call('Login', manager, { userName: 'root', password }, { deadlineMs });
}

/** Everything of an error that somebody might print. */
function printed(error: unknown): string {
  const { message, stack } = error as Error;
  return [
    message,
    stack,
    String(error),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    inspect(error, { depth: 10, showHidden: true, getters: true }),
  ].join('\n');
}

const secrets = [password, 'pass&lt;&amp;&gt;', 'word-7b3f', 'secret-cookie'];

function expectNoSecret(text: string): void {
  for (const secret of secrets) {
    expect(text).not.toContain(secret);
  }
}

test('the cookie goes back to the server as it came, quotes and all', async () => {
  const server = await startServer((response, turn) =>
    answer(response, turn === 1 ? loggedIn : '<LogoutResponse/>', turn === 1 ? setCookie : {}),
  );
  const client = await openClient(server);
  await login(client);
  await client.call('Logout', manager, {});
  await client.get('/sdk/vimServiceVersions.xml').then(async ({ body }) => {
    for await (const _ of body) {
      // To the end.
    }
  });
  expect(server.requests.map(({ headers }) => headers.cookie)).toStrictEqual([
    undefined,
    `vmware_soap_session=${cookie}`,
    `vmware_soap_session=${cookie}`,
  ]);
});

test.each([
  ['without quotes', ['vmware_soap_session=52b3; HttpOnly'], 'vmware_soap_session=52b3'],
  ['with an equals sign in it', ['vmware_soap_session="a=b"'], 'vmware_soap_session="a=b"'],
  [
    'among others',
    ['other=1; Path=/', 'vmware_soap_session="c"; Path=/', 'vmware_soap_session_x=2'],
    'vmware_soap_session="c"',
  ],
])('a cookie %s', async (_, values, sent) => {
  const server = await startServer((response) => {
    response.setHeader('Set-Cookie', values);
    answer(response, '<LogoutResponse/>');
  });
  const client = await openClient(server);
  await client.call('Logout', manager, {});
  await client.call('Logout', manager, {});
  expect(server.requests[1]?.headers.cookie).toBe(sent);
});

test('a new cookie takes the place of the old one; an answer without one leaves it', async () => {
  const cookies = ['vmware_soap_session="1"', undefined, 'vmware_soap_session="2"'];
  const server = await startServer((response, turn) => {
    const value = cookies[turn - 1];
    answer(response, '<LogoutResponse/>', value === undefined ? {} : { 'Set-Cookie': value });
  });
  const client = await openClient(server);
  for (let turn = 0; turn < 4; turn += 1) {
    await client.call('Logout', manager, {});
  }
  expect(server.requests.map(({ headers }) => headers.cookie)).toStrictEqual([
    undefined,
    'vmware_soap_session="1"',
    'vmware_soap_session="1"',
    'vmware_soap_session="2"',
  ]);
});

const fault = (type: string, text: string) =>
  `<Envelope><Body><Fault><faultstring>${text}</faultstring><detail><x xsi:type="${type}"/></detail></Fault></Body></Envelope>`;
const says =
  (status: number, body: string, type = 'text/xml'): Handler =>
  (response) => {
    response.writeHead(status, { 'Content-Type': type, ...setCookie });
    response.end(body);
  };

test.each<[string, Handler]>([
  ['LOGIN_FAILED', says(500, fault('InvalidLogin', 'Cannot complete login'))],
  ['FAULT', says(500, fault('NoPermission', 'no'))],
  ['PROTOCOL', says(200, '<html>', 'text/html')],
  ['PROTOCOL', says(200, '<Envelope><Body>')],
  ['PROTOCOL', says(200, '<!DOCTYPE a>')],
  ['PROTOCOL', says(200, '<Envelope><Body><LogoutResponse/></Body></Envelope>')],
  ['UNAVAILABLE', says(503, 'busy')],
  ['CONNECTION_FAILED', (response) => response.destroy()],
  [
    'CONNECTION_FAILED',
    (response) => {
      response.writeHead(500, { 'Content-Type': 'text/xml', ...setCookie });
      response.write('<Envelope>', () => response.destroy());
    },
  ],
  ['DEADLINE_PASSED', () => undefined],
])('neither password nor cookie is in an error %s', async (code, handler) => {
  const server = await startServer((response, turn, request) =>
    turn === 1
      ? answer(response, '<LogoutResponse/>', setCookie)
      : handler(response, turn, request),
  );
  const client = await openClient(server);
  await client.call('Logout', manager, {});
  const error = await errorOf(login(client, code === 'DEADLINE_PASSED' ? 80 : 5000));
  expect(error).toMatchObject({ code });
  expect(server.requests.at(-1)?.body).toContain('word-7b3f');
  expect(server.requests.at(-1)?.headers.cookie).toContain('secret-cookie');
  expectNoSecret(printed(error));
});

test('neither password nor cookie is in a client that somebody prints', async () => {
  const server = await startServer((response) => answer(response, loggedIn, setCookie));
  const client = await openClient(server);
  await login(client);
  const text = inspect(client, { depth: 20, showHidden: true });
  expectNoSecret(text);
  expect(text).toContain('SoapClient');
});

test('a password that XML cannot carry is not repeated in the error', async () => {
  const server = await startServer(() => undefined);
  const client = await openClient(server);
  const error = await errorOf(
    client.call('Login', manager, { userName: 'root', password: `word-7b3f\u0000` }),
  );
  expect(error).toBeInstanceOf(InvalidValueError);
  expect((error as Error).message).toMatch(/^Login\.password holds the character U\+0000/);
  expectNoSecret(printed(error));
  expect(server.requests).toHaveLength(0);
});
