import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../src/simulator/certificate.ts';
import { runCli } from '../helpers/cli.ts';

/** Starts a server that ends with the test. */
async function listen(server: net.Server): Promise<number> {
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function stderrOf(server: net.Server, ...flags: string[]): Promise<string> {
  const env = {
    VHV_USERNAME: 'u',
    VHV_PASSWORD: 'p',
    VHV_URL: `127.0.0.1:${await listen(server)}`,
  };
  const ran = await runCli(['about', '--insecure', ...flags], { env });
  expect(ran.exitCode).toBe(8);
  return ran.stderr;
}

/** Texts of OpenSSL and Node. */
const raw =
  /SSL routines|:error:|ssl3?_|tlsv1 alert|wrong version number|socket hang up|read ECONN|connect ECONN|Parse Error|\.c:\d/;

test.each(['TLSv1', 'TLSv1.1'] as const)(
  'a server that speaks only %s is named as such, with the flag',
  async (version) => {
    const { certificatePem: cert, keyPem: key } = await makeCertificate();
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
    const stderr = await stderrOf(tls.createServer({ cert, key, ...old }));
    expect(stderr).toContain('it speaks only versions of TLS that are not allowed here');
    expect(stderr).toContain('--tls-min 1.0');
    expect(stderr).not.toMatch(raw);
  },
);

test.each<[string, (socket: net.Socket) => unknown]>([
  ['speaks no TLS', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['closes at once', (socket) => socket.end()],
  ['resets', (socket) => socket.resetAndDestroy()],
  [
    'sends the alert handshake_failure',
    (socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40])),
  ],
  ['sends the alert internal_error', (socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 80]))],
  [
    'sends the alert unrecognized_name',
    (socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 112])),
  ],
])('of a server that %s nothing is said in the words of OpenSSL or Node', async (_, greet) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => greet(socket));
  });
  const stderr = await stderrOf(server);
  expect(stderr).toContain('cannot connect to');
  expect(stderr).not.toMatch(raw);
});

test('nor of one that speaks no HTTP over its TLS, or hangs up on it', async () => {
  const { certificatePem: cert, keyPem: key } = await makeCertificate();
  for (const answer of ['SSH-2.0-OpenSSH_9.6\r\n', '']) {
    const server = tls.createServer({ cert, key }, (socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end(answer)),
    );
    expect(await stderrOf(server)).not.toMatch(raw);
  }
});
