import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

let one: Simulator;
let two: Simulator;

beforeAll(async () => {
  one = await startSimulator();
  two = await startSimulator({ kind: 'esx' });
});

afterAll(async () => {
  await one.close();
  await two.close();
});

const hostOf = (server: Simulator) => new URL(server.url).host;
const urls = () => ['-u', one.url, '-u', two.url];

/** A person's home, in which pins are kept. */
function home(more: Record<string, string> = {}) {
  const env = { HOME: makeTempDir(), VHV_USERNAME: 'user', VHV_PASSWORD: 'pass', ...more };
  return {
    path: join(env.HOME, '.config', 'vhv', 'known_hosts'),
    vhv: (...args: readonly string[]): Promise<Ran> => runCli(args, { env }),
  };
}

describe('vhv cert', () => {
  it('shows what each server shows, and sends no request', async () => {
    const { vhv } = home();
    const before = [one.requests.http, two.requests.http];
    const ran = await vhv('cert', ...urls(), '--output', 'json');
    expect(ran.exitCode).toBe(0);
    expect(jsonOf<unknown[]>(ran)).toMatchObject([
      {
        name: hostOf(one),
        subject: 'vhv simulator',
        names: expect.arrayContaining(['127.0.0.1']),
        fingerprint256: one.fingerprint256,
        standing: 'new',
      },
      { fingerprint256: two.fingerprint256 },
    ]);
    expect([one.requests.http, two.requests.http]).toEqual(before);
  });

  it('says where an authority vouches for it: there is nothing to pin then', async () => {
    const ca = join(makeTempDir(), 'ca.pem');
    writeFileSync(ca, one.certificatePem);
    const { vhv } = home();
    const ran = await vhv(
      'cert',
      '-u',
      one.url,
      '--ca',
      ca,
      '--trust',
      '--yes',
      '--output',
      'json',
    );
    expect(jsonOf<unknown[]>(ran)).toMatchObject([{ standing: 'vouched for' }]);
    expect(ran.stderr).toContain('nothing new to trust');
  });

  it('--trust lists all, stores them in a file of our own, and then they are trusted', async () => {
    const { vhv, path } = home();
    const refused = await vhv('about', '-u', one.url);
    expect(refused.exitCode).toBe(7);
    expect(refused.stderr).toContain(`vhv cert --trust --url https://${hostOf(one)}`);
    expect(refused.stderr).toContain(`--fingerprint ${one.fingerprint256}`);
    expect(await vhv('cert', '--trust', ...urls())).toMatchObject({ exitCode: 2 });
    const stored = await vhv('cert', '--trust', '--yes', ...urls());
    expect(stored.exitCode).toBe(0);
    expect(stored.stderr).toContain(`${hostOf(one)}: ${one.fingerprint256}`);
    expect(stored.stderr).toContain(`${hostOf(two)}: ${two.fingerprint256}`);
    if (process.platform !== 'win32') {
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    expect((await vhv('about', ...urls())).exitCode).toBe(0);
    const env = await vhv('env', '-u', one.url, '--output', 'json');
    expect(jsonOf<unknown[]>(env)).toContainEqual({
      endpoint: hostOf(one),
      setting: 'trust',
      value: one.fingerprint256,
      from: 'known hosts',
    });
  });

  it('a changed certificate is exit 7, and is overwritten for --replace NAME only', async () => {
    const { vhv, path } = home();
    await vhv('cert', '--trust', '--yes', ...urls());
    const old = readFileSync(path, 'utf8').replace(one.fingerprint256, two.fingerprint256);
    writeFileSync(path, old);
    const about = await vhv('about', '-u', one.url);
    expect(about.exitCode).toBe(7);
    expect(about.stderr).toContain(`vhv cert --trust --replace ${hostOf(one)}`);
    const looked = await vhv('cert', ...urls());
    expect(looked).toMatchObject({ exitCode: 7, stdout: expect.stringContaining('changed') });
    expect(await vhv('cert', '--trust', '--yes', ...urls())).toMatchObject({ exitCode: 7 });
    expect(readFileSync(path, 'utf8')).toBe(old);
    const other = await vhv('cert', '--trust', '--yes', ...urls(), '--replace', hostOf(two));
    expect(other.exitCode).toBe(7);
    expect(readFileSync(path, 'utf8')).toBe(old);
    const replace = ['cert', '--trust', '--yes', ...urls(), '--replace', hostOf(one)];
    expect(await vhv(...replace)).toMatchObject({ exitCode: 0 });
    expect((await vhv('about', ...urls())).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('one that is down is said, and the others are shown', async () => {
    const { vhv } = home();
    const ran = await vhv('cert', '-u', one.url, '-u', '127.0.0.1:1', '--output', 'json');
    expect(ran.exitCode).toBe(4);
    expect(jsonOf<unknown[]>(ran)).toHaveLength(1);
    expect(ran.stderr).toMatch(/^vhv: not looked at: 127\.0\.0\.1:1: cannot connect/);
    expect((await vhv('cert', '-u', '127.0.0.1:1')).exitCode).toBe(8);
  });
});

describe("govc's known hosts", () => {
  async function sha1(server: Simulator): Promise<string> {
    const ran = await runCli(['cert', '-u', server.url, '--output', 'json']);
    return jsonOf<{ fingerprint1: string }[]>(ran)[0]?.fingerprint1 ?? '';
  }

  it('are read as govc writes them, SHA-1 and SHA-256', async () => {
    const folder = makeTempDir();
    for (const thumbprint of [await sha1(one), one.fingerprint256]) {
      const path = join(folder, 'known_hosts');
      writeFileSync(path, `vc.example.com AA:BB\n${hostOf(one)} ${thumbprint}\n`);
      const { vhv } = home({ GOVC_TLS_KNOWN_HOSTS: path });
      expect((await vhv('about', '-u', one.url)).exitCode).toBe(0);
      const other = await vhv('about', '-u', two.url);
      expect(other).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('not trusted') });
    }
    writeFileSync(join(folder, 'known_hosts'), `${hostOf(one)} ${two.fingerprint256}\n`);
    const { vhv } = home({ GOVC_TLS_KNOWN_HOSTS: join(folder, 'known_hosts') });
    const changed = await vhv('about', '-u', one.url);
    expect(changed).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining('not the known'),
    });
  });
});
