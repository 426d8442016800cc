import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { CertificateError, ConnectionError } from '../../src/errors.ts';
import { normalizeFingerprint, type Trust } from '../../src/soap/index.ts';
import {
  answer,
  errorOf,
  openTransport,
  startServer,
  type TestServer,
} from '../helpers/https-server.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const loginLike = { method: 'POST', path: '/sdk', headers: {}, body: 'the password' } as const;
const started = () => startServer((response) => answer(response, '<LogoutResponse/>'));

function post(server: TestServer, trust: Trust, host = '127.0.0.1') {
  return openTransport(server, { trust, host }).exchange(loginLike, { deadlineMs: 5000 });
}

test('a wrong pin: the server has received no request', async () => {
  const server = await started();
  const fingerprint256 = server.fingerprint256.replace(/^../, (pair) =>
    pair === '00' ? '01' : '00',
  );
  const error = await errorOf(post(server, { kind: 'pinned', fingerprint256 }));
  expect(error).toBeInstanceOf(CertificateError);
  expect(error).toMatchObject({
    code: 'CERTIFICATE_CHANGED',
    message: expect.stringContaining(server.fingerprint256),
    certificate: { fingerprint256: server.fingerprint256, subject: 'vhv simulator' },
  });
  await server.allClosed();
  expect(server.connections()).toBe(1);
  expect(server.requests).toHaveLength(0);
});

test('a wrong pin is refused on every connection, not on the first alone', async () => {
  const server = await started();
  const transport = openTransport(server, { trust: { kind: 'pinned', fingerprint256: 'AA:BB' } });
  for (let turn = 0; turn < 3; turn += 1) {
    await errorOf(transport.exchange(loginLike, { deadlineMs: 5000 }));
  }
  await server.allClosed();
  expect(server.connections()).toBe(3);
  expect(server.requests).toHaveLength(0);
});

test.each<[string, (pin: string) => string]>([
  ['as it is shown', (pin) => pin],
  ['in small letters', (pin) => pin.toLowerCase()],
  ['without colons', (pin) => pin.replaceAll(':', '')],
])('the right pin, %s', async (_, spell) => {
  const server = await started();
  const response = await post(server, {
    kind: 'pinned',
    fingerprint256: spell(server.fingerprint256),
  });
  expect(response.status).toBe(200);
  expect(server.requests[0]?.body).toBe('the password');
});

test('a pin is enough whatever name the server is called by', async () => {
  const server = await started();
  const pin = { kind: 'pinned', fingerprint256: server.fingerprint256 } as const;
  expect((await post(server, pin, '127.1')).status).toBe(200);
});

test('a self-signed certificate is refused with the SHA-256 to pin, and no request was received', async () => {
  const server = await started();
  const error = await errorOf(post(server, { kind: 'authority' }));
  expect(error).toMatchObject({
    code: 'CERTIFICATE_UNTRUSTED',
    message: expect.stringContaining(server.fingerprint256),
    certificate: { endpoint: `https://127.0.0.1:${server.port}` },
  });
  await server.allClosed();
  expect(server.requests).toHaveLength(0);
});

test.each(['127.0.0.1', 'localhost'])(
  'a certificate of a given authority is trusted for its name %s',
  async (host) => {
    const server = await started();
    const response = await post(server, { kind: 'authority', ca: [server.certificatePem] }, host);
    expect(response.status).toBe(200);
  },
);

test.each(['fingerprint256', 'fingerprint1'] as const)(
  'beside the authorities, a known %s is enough, and another one is a change',
  async (name) => {
    const server = await started();
    const shown = await errorOf(post(server, { kind: 'authority' }));
    const known = (shown as CertificateError).certificate[name];
    expect((await post(server, { kind: 'authority', orFingerprint: known })).status).toBe(200);
    const orFingerprint = known.replace(/^../, (pair) => (pair === '00' ? '01' : '00'));
    expect(await errorOf(post(server, { kind: 'authority', orFingerprint }))).toMatchObject({
      code: 'CERTIFICATE_CHANGED',
    });
    expect(server.requests).toHaveLength(1);
  },
);

test('a certificate of a given authority is refused for another name, and no request was received', async () => {
  const server = await started();
  const error = await errorOf(
    post(server, { kind: 'authority', ca: [server.certificatePem] }, '127.1'),
  );
  expect(error).toMatchObject({
    code: 'CERTIFICATE_UNTRUSTED',
    message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
  });
  await server.allClosed();
  expect(server.requests).toHaveLength(0);
});

test('insecure: whoever answers gets the request', async () => {
  const server = await started();
  expect((await post(server, { kind: 'insecure' })).status).toBe(200);
});

test('a port where nobody listens is a ConnectionError that says that nothing was sent', async () => {
  const server = await started();
  const closed = net.createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as net.AddressInfo;
  closed.close();
  await once(closed, 'close');
  const error = await errorOf(
    openTransport(server, { port }).exchange(loginLike, { deadlineMs: 5000 }),
  );
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({ requestSent: false, endpoint: `https://127.0.0.1:${port}` });
  expect((error as Error).message).toMatch(/ECONNREFUSED/);
});

test.each([
  ['that closes at once', (socket: net.Socket) => socket.end()],
  ['that resets', (socket: net.Socket) => socket.resetAndDestroy()],
  ['that speaks no TLS', (socket: net.Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
])('a server %s is a ConnectionError that says that nothing was sent', async (_, greet) => {
  const port = await listen(greet);
  const server = await started();
  const error = await errorOf(
    openTransport(server, { port }).exchange(loginLike, { deadlineMs: 5000 }),
  );
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({ requestSent: false });
});

test('a server that never finishes the handshake is given up in the time to connect', async () => {
  const port = await listen(() => undefined);
  const server = await started();
  const transport = openTransport(server, { port, connectTimeoutMs: 100 });
  const error = await errorOf(transport.exchange(loginLike, { deadlineMs: 60_000 }));
  expect(error).toMatchObject({
    code: 'CONNECTION_FAILED',
    requestSent: false,
    message: expect.stringContaining('no connection within 100 ms'),
  });
});

test('fingerprints are one, however they are written', () => {
  expect(normalizeFingerprint('ab:cd:01')).toBe('AB:CD:01');
  expect(normalizeFingerprint('ABCD01')).toBe('AB:CD:01');
  expect(normalizeFingerprint('')).toBe('');
});

/** Plain TCP. */
async function listen(greet: (socket: net.Socket) => void): Promise<number> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return (server.address() as net.AddressInfo).port;
}

const nobody: readonly unknown[] = [
  {},
  'x',
  null,
  { fingerprint: '00' },
  { kind: 'pinned ', fingerprint256: '00' },
  { kind: 'pinned' },
  { kind: 'pinned', fingerprint256: '' },
  { kind: 'thumbprint' },
  { kind: 'ca' },
  { kind: 'authority', ca: 'x' },
  { insecure: false },
];

test.each(nobody)('trust that is not understood trusts nobody: %j', async (trust) => {
  const server = await started();
  expect(() => post(server, trust as Trust)).toThrow(
    expect.objectContaining({ code: 'INVALID_VALUE', message: expect.stringMatching(/^trust/) }),
  );
  expect(server.connections()).toBe(0);
});
