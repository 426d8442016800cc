import { expect, test } from 'vitest';
import { LoginError } from '../../src/errors.ts';
import { type ConnectionOptions, connect } from '../../src/vsphere/index.ts';
import {
  answer,
  errorOf,
  type Handler,
  type SeenRequest,
  startServer,
  type TestServer,
  userSession,
} from '../helpers/https-server.ts';
import { fault, methodOf } from '../helpers/session.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const content = `<returnval><rootFolder type="Folder">group-d1</rootFolder>
  <propertyCollector type="PropertyCollector">p</propertyCollector><about><name>n</name><fullName>f</fullName>
  <vendor>v</vendor><version>8.0.3</version><build>1</build><osType>o</osType><productLineId>vpx</productLineId>
  <apiType>VirtualCenter</apiType><apiVersion>8.0.3.0</apiVersion></about>
  <sessionManager type="SessionManager">s</sessionManager></returnval>`;
const results: Readonly<Record<string, string>> = {
  RetrieveServiceContent: content,
  Login: userSession,
};
const versions = (...all: readonly string[]) =>
  `<namespaces><namespace><name>urn:vim25</name><version>internal</version><priorVersions>
  ${all.map((version) => `<version>${version}</version>`).join('')}</priorVersions></namespace></namespaces>`;

/** A server to log in at; `handlers` answer a method, or the GET of the versions, in another way. */
function startVCenter(handlers: Readonly<Record<string, Handler>> = {}): Promise<TestServer> {
  return startServer((response, turn, request) => {
    const name = request.method === 'GET' ? 'versions' : methodOf(request);
    const handler = handlers[name];
    if (handler !== undefined) {
      handler(response, turn, request);
    } else if (name === 'versions') {
      response.writeHead(200, { 'Content-Type': 'text/xml' });
      response.end(versions('8.0.2.0', '8.0.1.0'));
    } else {
      const result = results[name] ?? '';
      answer(response, `<${name}Response xmlns="urn:vim25">${result}</${name}Response>`);
    }
  });
}

const logIn = (server: TestServer, more: Partial<ConnectionOptions> = {}) =>
  connect({
    url: `https://127.0.0.1:${server.port}/sdk`,
    username: 'root',
    password: 'secret-word',
    trust: { kind: 'pinned', fingerprint256: server.fingerprint256 },
    ...more,
  });
const called = (requests: readonly SeenRequest[]) =>
  requests.map((request) => (request.method === 'GET' ? request.path : methodOf(request)));

test('a session is four requests to open and one to end', async () => {
  const server = await startVCenter();
  const session = await logIn(server);
  await session.logout();
  await server.allClosed();
  expect(called(server.requests)).toStrictEqual([
    '/sdk/vimServiceVersions.xml',
    'RetrieveServiceContent',
    'Login',
    'Logout',
  ]);
});

test('requests ask for the highest version that both know', async () => {
  const server = await startVCenter();
  await (await logIn(server)).logout();
  expect(server.requests[1]?.headers['soapaction']).toBe('"urn:vim25/8.0.2.0"');
});

test.each<[string, Handler]>([
  ['publishes no versions', (response) => response.writeHead(404).end('no')],
  [
    'knows older ones only',
    (response) => response.writeHead(200, { 'Content-Type': 'text/xml' }).end(versions('4.1')),
  ],
])('a server that %s is asked for the oldest', async (_, handler) => {
  const server = await startVCenter({ versions: handler });
  await (await logIn(server)).logout();
  expect(server.requests[1]?.headers['soapaction']).toBe('"urn:vim25/5.0"');
});

test('a wrong password is tried once, and the connection is closed', async () => {
  const server = await startVCenter({ Login: fault('InvalidLogin') });
  const error = await errorOf(logIn(server));
  expect(error).toBeInstanceOf(LoginError);
  expect(error).toMatchObject({
    code: 'LOGIN_FAILED',
    target: `root at https://127.0.0.1:${server.port}`,
  });
  await server.allClosed();
  expect(called(server.requests).filter((method) => method === 'Login')).toHaveLength(1);
  expect(JSON.stringify(error)).not.toContain('secret-word');
});

test('a user without rights is no wrong password', async () => {
  const server = await startVCenter({ Login: fault('NoPermission') });
  const error = await errorOf(logIn(server));
  expect(error).not.toBeInstanceOf(LoginError);
  expect(error).toMatchObject({ code: 'FAULT', fault: { type: 'NoPermission' } });
});

test('a session that has ended already is logged out of all the same', async () => {
  const server = await startVCenter({ Logout: fault('NotAuthenticated') });
  await (await logIn(server)).logout();
  await server.allClosed();
});

test('logging out twice is one request, and leaving the block logs out', async () => {
  const server = await startVCenter();
  {
    await using session = await logIn(server);
    await session.logout();
  }
  expect(called(server.requests).filter((method) => method === 'Logout')).toHaveLength(1);
});

test('a log-out that fails is told, and the connection is closed', async () => {
  const server = await startVCenter({ Logout: (response) => response.destroy() });
  const session = await logIn(server);
  expect(await errorOf(session.logout())).toMatchObject({ code: 'CONNECTION_FAILED' });
  await server.allClosed();
});

test('a manager that the server does not have is named', async () => {
  const session = await logIn(await startVCenter());
  expect(() => session.manager('cryptoManager')).toThrow('(f) has no cryptoManager');
  await session.logout();
});

test.each<[string, Partial<ConnectionOptions>]>([
  ['connectTimeoutMs', { connectTimeoutMs: 0 }],
  ['deadlineMs', { deadlineMs: Number.POSITIVE_INFINITY }],
  ['deadlineMs', { deadlineMs: 2 ** 31 }],
  ['maxSockets', { maxSockets: 0 }],
  ['maxSockets', { maxSockets: 1.5 }],
  ['maxBytes', { maxBytes: Number.NaN }],
])('a %s that cannot be is refused before anything is sent', async (place, options) => {
  const server = await startVCenter();
  expect(await errorOf(logIn(server, options))).toMatchObject({ code: 'INVALID_VALUE', place });
  expect(server.connections()).toBe(0);
});

test('before the password is sent, the caller may look at the server and refuse', async () => {
  const server = await startVCenter();
  const beforeLogin = async ({ apiType }: { apiType: string }) => {
    throw new Error(`not at a ${apiType}`);
  };
  expect(String(await errorOf(logIn(server, { beforeLogin })))).toContain('not at a VirtualCenter');
  await server.allClosed();
  expect(called(server.requests)).not.toContain('Login');
});
