import { expect, test } from 'vitest';
import {
  InvalidValueError,
  LoginError,
  SessionLostError,
  TokenEndedError,
} from '../../src/errors.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { type Credentials, connect, type Session } from '../../src/vsphere/index.ts';
import { errorOf } from '../helpers/https-server.ts';
import { testSimulator } from '../helpers/simulator.ts';

function logIn({ url, fingerprint256 }: Simulator, credentials: Credentials): Promise<Session> {
  return connect({ url, trust: { kind: 'pinned', fingerprint256 }, ...credentials });
}

async function ticketOf(session: Session): Promise<string> {
  return session.call('AcquireCloneTicket', session.manager('sessionManager'), {});
}

/** Something that needs a session. */
const work = (session: Session) => ticketOf(session);

const users = [{ name: 'reader@vsphere.local', password: 'p', grants: [] }];

test('a token logs in whom it names, with no password, and the session is renewed by it', async () => {
  const simulator = await testSimulator({ users });
  const asked: string[] = [];
  const session = await logIn(simulator, {
    token: async () => {
      asked.push('token');
      return `<?xml version="1.0"?>\n${simulator.issueToken('reader@vsphere.local')}\n`;
    },
  });
  expect(session.user.userName).toBe('reader@vsphere.local');
  simulator.model.sessions.endAll();
  await work(session);
  expect(session.generation).toBe(1);
  expect(asked).toEqual(['token', 'token']);
  await session.logout();
  expect(simulator.sessionCount).toBe(0);
  expect(simulator.requests.of('Login')).toBe(0);
});

test('a ticket logs in, and once it is used up a session that is lost is lost', async () => {
  const simulator = await testSimulator();
  const first = await logIn(simulator, { username: 'user', password: 'pass' });
  const session = await logIn(simulator, { cloneTicket: await ticketOf(first) });
  expect(session.user.userName).toBe('user');
  expect(session.user.key).not.toBe(first.user.key);
  simulator.model.sessions.endAll();
  for (const _ of [1, 2]) {
    const error = await errorOf(work(session));
    expect(error).toBeInstanceOf(SessionLostError);
    expect((error as Error).message).toBe(
      `${session.endpoint} has ended the session, and the clone ticket that made it is used up: get a new one`,
    );
  }
  expect(session.refusal).toBeInstanceOf(SessionLostError);
  expect(simulator.requests.of('CloneSession')).toBe(1);
});

test.each<[string, (simulator: Simulator) => Credentials, string]>([
  [
    'a token that it did not issue',
    (simulator) => ({ token: simulator.issueToken('stranger@vsphere.local') }),
    'the login of the token of stranger@vsphere.local at ENDPOINT was refused (InvalidLogin: Cannot complete login due to an incorrect user name or password.): the token is not good here, or whom it names has no rights; it is not tried again',
  ],
  [
    'a ticket that there is not',
    () => ({ cloneTicket: 'cst-VCT-none' }),
    'the login of a clone ticket at ENDPOINT was refused (InvalidLogin: Cannot complete login due to an incorrect user name or password.): it was used before, its session is over, or it is from another server; it is not tried again',
  ],
])('%s is refused once, and the error says what that may mean', async (_, make, message) => {
  const simulator = await testSimulator();
  let refusals = 0;
  const onRefused = () => {
    refusals += 1;
  };
  const credentials = { ...make(simulator), onRefused };
  const error = await errorOf(logIn(simulator, credentials));
  expect(error).toBeInstanceOf(LoginError);
  const endpoint = simulator.url.replace('/sdk', '');
  expect(error).toMatchObject({
    code: 'LOGIN_FAILED',
    message: message.replace('ENDPOINT', endpoint),
  });
  expect(refusals).toBe(1);
  const sent = simulator.requests.of('LoginByToken') + simulator.requests.of('CloneSession');
  expect(sent).toBe(1);
});

test('where the session ends after the token, it is over, and the token is not sent', async () => {
  const simulator = await testSimulator();
  const endsAt = new Date(Date.now() + 400);
  const session = await logIn(simulator, { token: simulator.issueToken('user', endsAt) });
  await expect.poll(() => Date.now() > endsAt.getTime(), { timeout: 2000 }).toBe(true);
  simulator.model.sessions.endAll();
  const error = await errorOf(work(session));
  expect(error).toBeInstanceOf(TokenEndedError);
  expect(session.refusal).toBe(error);
  expect(simulator.requests.of('LoginByToken')).toBe(1);
});

const hok = 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key';

test.each<[string, (token: string) => string, RegExp]>([
  [
    'is over',
    (token) => token.replaceAll(/(NotOnOrAfter=")\d+/g, '$12001'),
    /^the token of user ended at 2001-.*Z, and is not sent: get a new one$/,
  ],
  [
    'is for the holder of a key',
    (token) => token.replace(/urn:\S*bearer/, hok),
    /holder of a key, who signs every request/,
  ],
  ['is cut off', (token) => token.slice(0, -20), /not well-formed XML, or not whole/],
  ['is two', (token) => token + token, /not well-formed XML, or not whole/],
  ['would close the header', (token) => `${token}</wsse:Security>`, /not well-formed XML/],
  [
    'uses an unbound prefix',
    (token) => token.replace(/xmlns:saml2="[^"]*"/, ''),
    /not well-formed XML|root is something else/,
  ],
  [
    'is SAML 1.1',
    (token) => token.replace('SAML:2.0:assertion"', 'SAML:1.0:assertion"'),
    /root is something else/,
  ],
  ['is base64', (token) => Buffer.from(token).toString('base64'), /does not begin with </],
  ['has a DTD', (token) => `<!DOCTYPE a>${token}`, /document type declaration/],
  [
    'has no time for its end',
    (token) => token.replaceAll(/NotOnOrAfter="[^"]*"/g, 'NotOnOrAfter="soon"'),
    /NotOnOrAfter that is no time/,
  ],
])(
  'a token that %s is refused before anything is sent, and not repeated',
  async (_, spoil, says) => {
    const simulator = await testSimulator();
    const token = spoil(simulator.issueToken());
    const error = (await errorOf(logIn(simulator, { token }))) as Error;
    expect(error.message).toMatch(says);
    expect(error.message).not.toContain(token.slice(0, 12));
    expect(error.cause).toBeUndefined();
    expect(simulator.requests.http).toBe(0);
  },
);

test('there is one way to log in', async () => {
  const simulator = await testSimulator();
  const both = { username: 'user', password: 'pass', token: '<a/>' } as unknown as Credentials;
  for (const credentials of [both, {} as Credentials]) {
    const error = await errorOf(logIn(simulator, credentials));
    expect(error).toBeInstanceOf(InvalidValueError);
    expect(error).toMatchObject({ place: 'credentials' });
  }
});
