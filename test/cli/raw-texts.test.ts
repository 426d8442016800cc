import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** What OpenSSL, the system, Node, zod and yaml say by themselves. */
const raw =
  /SSL routines|error:0A|expected string to have|E[A-Z]{4,}: |Invalid (?:input|URL|key)|Too (?:small|big)|at line \d+, column|node:internal|socket hang up|getaddrinfo|(?:connect|read|listen) E[A-Z]+|Unexpected token|TypeError|RangeError|\n {4}at /;

/** Starts a server on loopback that greets each connection with some bytes and closes it. */
async function serve(greeting: string): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(greeting));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Place {
  readonly folder: string;
  readonly server: string;
}
type Args = (place: Place) => readonly string[];

const about = (...flags: readonly string[]): readonly string[] => ['about', '--insecure', ...flags];
/** No label of a name may be that long, so no DNS is asked. */
const noName = `${'a'.repeat(64)}.invalid`;

test.each<[source: string, greeting: string, args: Args]>([
  ['TLS: another protocol', 'SSH-2.0-x\r\n', ({ server }) => about('--url', server)],
  ['TLS: an alert', '\x15\x03\x03\x00\x02\x02\x28', ({ server }) => about('--url', server)],
  ['TLS: cut off', '', ({ server }) => about('--url', server)],
  ['TLS: of the certificate alone', 'x', ({ server }) => ['cert', '--url', server]],
  ['proxy: no HTTP', 'x\r\n', ({ server }) => about('--url', 'vc', '--proxy', `http://${server}`)],
  [
    'proxy: a refusal',
    'HTTP/1.1 407 x\r\n\r\n',
    ({ server }) => about('--url', 'vc', '--proxy', `http://u:50%25%@${server}`),
  ],
  ['proxy: no address', '', () => about('--url', 'vc', '--proxy', 'http://[x')],
  ['proxy: nobody listens', '', () => about('--url', 'vc', '--proxy', 'http://127.0.0.1:1')],
  ['DNS', '', () => about('--url', noName)],
  ['DNS of the proxy', '', () => about('--url', 'vc', '--proxy', `http://${noName}`)],
  ['address', '', () => about('--url', 'https://[x')],
  ['system: no server', '', () => about('--url', '127.0.0.1:1')],
  ['system: no file', '', ({ folder }) => ['apply', join(folder, 'none')]],
  ['system: a folder', '', ({ folder }) => ['resume', folder]],
  ['system: no CA', '', ({ folder }) => ['about', '--url', 'vc', '--ca', join(folder, 'none')]],
  ['system: a long name', '', ({ folder }) => ['drift', '-f', join(folder, 'x'.repeat(300))]],
  ['system: a NUL', '', () => ['drift', '-f', 'a\0b']],
  [
    'system: a trace in a file',
    '',
    ({ folder }) => ['about', '--url', 'sim:', '--trace', join(folder, 'file')],
  ],
  [
    'system: a recording in a file',
    '',
    ({ folder }) => ['about', '--url', 'sim:', '--record', join(folder, 'file', 'x')],
  ],
  ['yaml', '', ({ folder }) => ['env', '--endpoints', join(folder, 'file')]],
  ['yaml of a fleet', '', ({ folder }) => ['drift', '-f', join(folder, 'file'), '--url', 'sim:']],
  ['JSON', '', ({ folder }) => ['vms', '--url', `sim:${join(folder, 'file')}`]],
  ['zod', '', ({ folder }) => ['env', '--endpoints', join(folder, 'empty')]],
  ['zod of a fleet', '', ({ folder }) => ['drift', '-f', join(folder, 'empty'), '--url', 'sim:']],
  ['zod of an inventory', '', ({ folder }) => ['vms', '--url', `sim:${join(folder, 'empty')}`]],
  ['a plan that is none', '', ({ folder }) => ['apply', join(folder, 'empty')]],
])('nothing raw is said of %s', async (_, greeting, args) => {
  const folder = makeTempDir();
  writeFileSync(join(folder, 'file'), 'a: [*b\n', { mode: 0o600 });
  writeFileSync(
    join(folder, 'empty'),
    '{"endpoints": [{"url": ""}], "rules": [{"extraConfig": {"": 1}}], "datacenters": [{"name": ""}]}',
  );
  mkdirSync(join(folder, 'state'));
  const env = { VHV_USERNAME: 'u', VHV_PASSWORD: 'p', XDG_STATE_HOME: join(folder, 'state') };
  const { exitCode, stderr } = await runCli(args({ folder, server: await serve(greeting) }), {
    env,
  });
  expect(exitCode).not.toBe(0);
  expect(stderr).toMatch(/^vhv: ./);
  expect(stderr).not.toMatch(raw);
});
