import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../src/simulator/certificate.ts';
import { parseProxy, probeCertificate, type Route } from '../../src/soap/index.ts';
import { answer, errorOf, openTransport, startServer } from '../helpers/https-server.ts';
import { startProxy } from '../helpers/proxy.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const get = { method: 'GET', path: '/', headers: {} } as const;
const deadline = { deadlineMs: 5000 };
const started = () => startServer((response) => answer(response, '<LogoutResponse/>'));

function routeTo(port: number, more: Partial<Route> = {}): Route {
  const endpoint = `https://127.0.0.1:${port}`;
  const basics = { host: '127.0.0.1', port, endpoint, connectTimeoutMs: 5000 } as const;
  return { ...basics, tlsMin: '1.2', proxy: undefined, ...more };
}

test('through a proxy the name is the proxy’s to find, and the pin is checked at the target', async () => {
  const server = await started();
  const proxy = await startProxy({ 'vc.test:443': server.port }, 'me:s3cret');
  const through = parseProxy(`http://me:s3cret@127.0.0.1:${proxy.port}`);
  const good = openTransport(server, { host: 'vc.test', port: 443, proxy: through });
  expect((await good.exchange(get, deadline)).status).toBe(200);
  const bad = openTransport(server, {
    host: 'vc.test',
    port: 443,
    proxy: through,
    trust: { kind: 'pinned', fingerprint256: 'AB' },
  });
  expect(await errorOf(bad.exchange(get, deadline))).toMatchObject({ code: 'CERTIFICATE_CHANGED' });
  expect(proxy.asked).toEqual(['vc.test:443', 'vc.test:443']);
  expect(server.requests).toHaveLength(1);
});

test.each([
  ['wants a login', 'me:s3cret', 'http://me:wr0ng@127.0.0.1', '407 Proxy Authentication Required'],
  ['cannot reach the server', undefined, '127.0.0.1', '502 Bad Gateway'],
])('a proxy that %s is named, and its password is not', async (_, login, address, reason) => {
  const proxy = await startProxy({}, login);
  const server = await started();
  const transport = openTransport(server, {
    host: 'nowhere.test',
    proxy: parseProxy(`${address}:${proxy.port}`),
  });
  const error = await errorOf(transport.exchange(get, deadline));
  expect(error).toMatchObject({ code: 'CONNECTION_FAILED', requestSent: false });
  expect(String(error)).toContain(`the proxy 127.0.0.1:${proxy.port} refused`);
  expect(String(error)).toContain(reason);
  expect(String(error)).not.toContain('wr0ng');
});

test('a proxy that says nothing is given up in the time to connect', async () => {
  const silent = net.createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const transport = openTransport(await started(), {
    proxy: parseProxy(`127.0.0.1:${port}`),
    connectTimeoutMs: 100,
  });
  expect(await errorOf(transport.exchange(get, deadline))).toMatchObject({
    code: 'CONNECTION_FAILED',
    message: expect.stringContaining('no connection within 100 ms'),
  });
});

test.each(['ftp://proxy', 'http://me:s3cret@', '://'])('%s is no proxy', (text) => {
  expect(() => parseProxy(text)).toThrow(/^proxy /);
  expect(() => parseProxy(text)).not.toThrow(/s3cret/);
});

test('a probe reads the certificate and sends no request', async () => {
  const server = await started();
  const { signal } = new AbortController();
  const found = await probeCertificate(routeTo(server.port), undefined, signal);
  expect(found).toMatchObject({
    fingerprint256: server.fingerprint256,
    subject: 'vhv simulator',
    issuer: 'CN=vhv simulator',
    names: expect.arrayContaining(['127.0.0.1', 'localhost']),
    objection: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  expect(Date.parse(found.validTo ?? '')).toBeGreaterThan(Date.now());
  const known = await probeCertificate(routeTo(server.port), [server.certificatePem], signal);
  expect(known.objection).toBeUndefined();
  await server.allClosed();
  expect(server.requests).toHaveLength(0);
});

test('a server of TLS 1.1 is refused, unless 1.0 was allowed', async () => {
  const own = await makeCertificate();
  const old = tls.createServer({
    cert: own.certificatePem,
    key: own.keyPem,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  old.on('tlsClientError', () => undefined);
  old.listen(0, '127.0.0.1');
  await once(old, 'listening');
  onTestFinished(() => void old.close());
  const { port } = old.address() as AddressInfo;
  const { signal } = new AbortController();
  expect(await errorOf(probeCertificate(routeTo(port), undefined, signal))).toMatchObject({
    code: 'CONNECTION_FAILED',
  });
  const found = await probeCertificate(routeTo(port, { tlsMin: '1.0' }), undefined, signal);
  expect(found.fingerprint256).toBe(own.fingerprint256);
});
