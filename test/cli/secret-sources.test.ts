import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { connect } from '../../src/vsphere/index.ts';
import { type Ran, runCli } from '../helpers/cli.ts';
import { startProxy } from '../helpers/proxy.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const secret = 'Pl4nted/s3cret&x';
const guestSecret = 'Gu3st&pl4nted';
const proxySecret = 'Pr0xy-pl4nted';
const all = [secret, guestSecret, proxySecret].flatMap((text) => [
  text,
  encodeURIComponent(text),
  text.replaceAll('&', '&amp;'),
  JSON.stringify(text).slice(1, -1),
  Buffer.from(text).toString('base64'),
  Buffer.from(`me:${text}`).toString('base64'),
]);

interface Source {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ password: secret });
  return () => simulator.close();
});

/** Everywhere that a password can come from; `folder` is for those that are files. */
const sources: Readonly<Record<string, (folder: string) => Source>> = {
  'GOVC_URL with user and password': () => ({ env: { GOVC_URL: withUser() } }),
  '--url with user and password': () => ({ args: ['--url', withUser()] }),
  VHV_PASSWORD: () => ({ env: own({ VHV_PASSWORD: secret }) }),
  'GOVC_PASSWORD that names a file': (folder) => ({
    env: own({ GOVC_PASSWORD: file(folder, `${secret}\n`) }),
  }),
  '--password-file': (folder) => ({
    env: own(),
    args: ['--password-file', file(folder, `${secret}\nand more`)],
  }),
  stdin: () => ({ env: own(), args: ['--password-file', '-'], stdin: `${secret}\n` }),
  '--password-command': (folder) => ({
    env: own(),
    args: ['--password-command', `cat '${file(folder, secret)}'`],
  }),
  'a file of endpoints': (folder) => ({
    args: ['--endpoints', endpoints(folder, { password: secret })],
  }),
  'a file of endpoints with a command': (folder) => ({
    args: ['--endpoints', endpoints(folder, { passwordCommand: `cat '${file(folder, secret)}'` })],
  }),
};

const own = (more: Record<string, string> = {}) => ({
  VHV_URL: simulator.url,
  VHV_USERNAME: 'user',
  ...more,
});

function withUser(): string {
  return simulator.url.replace('https://', `https://user:${encodeURIComponent(secret)}@`);
}

function file(folder: string, text: string): string {
  const path = join(folder, 'given-secret');
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function endpoints(folder: string, how: Record<string, string>): string {
  const path = join(folder, 'given-endpoints.json');
  const endpoint = { name: 'lab', url: simulator.url, username: 'user', ...how };
  writeFileSync(path, JSON.stringify([endpoint]), { mode: 0o600 });
  return path;
}

/** Where a secret is found in what was said and written; the files that were given with one in it apart. */
function leaks(ran: Ran, folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('given-') && statSync(join(folder, name)).isFile())
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  const texts = [['stdout', ran.stdout] as const, ['stderr', ran.stderr] as const, ...files];
  return texts.flatMap(([name, text]) =>
    all.filter((one) => text.includes(one)).map((one) => `${one} in ${name}: ${text}`),
  );
}

it.each(Object.keys(sources))('nothing that is written holds the password of %s', async (name) => {
  const folder = makeTempDir();
  const { args = [], env = {}, stdin } = sources[name]?.(folder) ?? {};
  const run = (words: readonly string[], more: Record<string, string> = {}) =>
    runCli([...words, ...args, '--insecure'], {
      env: { ...env, XDG_STATE_HOME: folder, ...more },
      ...(stdin === undefined ? {} : { stdin }),
    });
  const observed = ['--trace', join(folder, 'trace'), '--record', join(folder, 'recording')];
  const guest = { VHV_GUEST_PASSWORD: guestSecret };

  const seen = await run(
    ['verify', '--guest-user', 'root', '--output', 'json', ...observed],
    guest,
  );
  expect(seen.stderr).not.toContain('no password');
  expect(readFileSync(join(folder, 'trace/1-client.log'), 'utf8')).toContain('Login');
  const changed = await run(['enable', 'hv-02', '-e', `vhv.x=${name}`, '--yes']);
  expect(changed).toMatchObject({ exitCode: 0 });
  const shown = await run(['env', '--output', 'json'], guest);
  expect(shown.stdout).toContain('password');

  // Refused, cut off half-way, and a command line that is wrong.
  simulator.faults.add({ method: 'Login', fault: { _type: 'InvalidLogin' }, times: 1 });
  const refused = await run(['vms']);
  expect(refused.exitCode).toBe(7);
  simulator.faults.add({ method: 'Login', cut: 'mid-body', times: 1 });
  const cut = await run(['vms']);
  expect(cut.exitCode).toBe(8);
  const off = await run(['vms', '--no-such-flag']);
  for (const ran of [seen, changed, shown, refused, cut, off]) {
    expect(leaks(ran, folder)).toEqual([]);
  }
  expect(simulator.sessionCount).toBe(0);
});

it('nothing that is written holds the password of a proxy, taken or refused', async () => {
  const port = Number(new URL(simulator.url).port);
  const proxy = await startProxy({ 'vc.test:443': port }, `me:${proxySecret}`);
  const folder = makeTempDir();
  const { fingerprint256: VHV_FINGERPRINT } = simulator;
  const run = (given: string, ...args: string[]) =>
    runCli(args, {
      env: {
        ...own({ VHV_URL: 'vc.test', VHV_PASSWORD: secret, VHV_FINGERPRINT }),
        HTTPS_PROXY: `http://me:${given}@127.0.0.1:${proxy.port}`,
        XDG_STATE_HOME: folder,
      },
    });
  const observed = ['--trace', join(folder, 'trace'), '--record', join(folder, 'recording')];
  const taken = await run(
    proxySecret,
    'enable',
    'hv-02',
    '-e',
    'vhv.x=proxy',
    '--yes',
    ...observed,
  );
  expect(taken).toMatchObject({ exitCode: 0 });
  const refused = await run(`${proxySecret}-wrong`, 'vms');
  expect(refused.exitCode).toBe(8);
  const shown = await run(proxySecret, 'env', '--output', 'json');
  for (const ran of [taken, refused, shown]) {
    expect(leaks(ran, folder)).toEqual([]);
  }
});

it('a session that somebody prints shows neither password nor cookie nor key', async () => {
  const { url, user: username, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  await using session = await connect({ url, username, password: secret, trust });
  const secrets = [secret, session.user.key, session.client.cookie.value ?? 'none'];
  const view = await session.call('CreateContainerView', session.manager('viewManager'), {
    container: session.content.rootFolder,
    type: ['VirtualMachine'],
    recursive: true,
  });
  const failed = await session
    .call('DestroyView', { ...view, value: `session[${session.user.key}]none` }, {})
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Error);
  for (const thing of [session, failed]) {
    const printed = [
      inspect(thing, { depth: 20, showHidden: true, getters: thing === failed }),
      JSON.stringify(thing),
      String(thing),
    ].join('\n');
    for (const one of secrets) {
      expect(printed).not.toContain(one);
    }
  }
});
