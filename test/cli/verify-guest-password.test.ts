import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/index.ts';
import { proofs, start, vhv } from './verifying.ts';

describe('the password of the guest', () => {
  const secret = 'S3cret & <plain>';
  const planted: SimulatorOptions = {
    inventory: {
      datacenters: [
        {
          name: 'DC',
          hosts: [{ name: 'esx' }],
          vms: [
            {
              name: 'guest',
              host: 'esx',
              power: 'poweredOn',
              tools: 'running',
              nestedHV: true,
              guestLogin: { user: 'carol', password: secret },
            },
          ],
        },
      ],
    },
  };

  async function folder(): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'vhv-verify-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    return dir;
  }

  it.each(['file', 'stdin', 'stdin, joined'])('comes from a %s', async (from) => {
    const simulator = await start(planted);
    const file = join(await folder(), 'password');
    await writeFile(file, `${secret}\n`);
    const flag = {
      file: ['--guest-password-file', file],
      stdin: ['--guest-password-file', '-'],
      'stdin, joined': ['--guest-password-file=-'],
    }[from];
    const { first } = await proofs(simulator, ['guest', '--guest-user', 'carol', ...(flag ?? [])], {
      stdin: `${secret}\nmore\n`,
    });
    expect(first.levels.guest.state).toBe('agrees');
  });

  it('is in no trace, no recording and no message, and its user in no recording', async () => {
    const simulator = await start(planted);
    const dir = await folder();
    const env = { VHV_GUEST_PASSWORD: secret };
    const args = ['--guest-user', 'carol', '--guest-output'];
    const observed = ['--trace', join(dir, 'trace'), '--record', join(dir, 'recording')];
    const good = await vhv(simulator, [...args, ...observed], { env });
    expect(good.exitCode).toBe(0);
    const repeating = { _type: 'FileNotFound', file: `/home/${secret}` };
    simulator.faults.add({ method: 'StartProgramInGuest', fault: repeating });
    const bad = await vhv(simulator, [...args, '--trace', join(dir, 'trace'), '--output', 'json'], {
      env,
    });
    expect(bad.stdout).toContain('FileNotFound');
    const names = await readdir(dir, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(20);
    const texts = await Promise.all(
      files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
    );
    expect(texts.join('')).toContain('SCRUBBED-PASSWORD');
    expect(texts.join('')).toContain('token=SCRUBBED-TICKET');
    const token = /token=[0-9a-f]{20}/;
    for (const text of [...texts, good.stdout + good.stderr, bad.stdout + bad.stderr]) {
      expect(text).not.toContain('S3cret');
      expect(text).not.toMatch(token);
    }
    const recording = await readFile(join(dir, 'recording', 'recording.json'), 'utf8');
    const about = await readFile(join(dir, 'recording', 'about.json'), 'utf8');
    expect(recording + about).not.toContain('carol');
  });

  it.each([
    [['--guest-output'], '--guest-output needs --guest-user'],
    [['--guest-password-file', 'x'], '--guest-password-file needs --guest-user'],
    [['--guest-fingerprint', 'x'], '--guest-fingerprint needs --guest-user'],
    [['--guest-user', 'root', '--guest-fingerprint', 'x'], '--guest-fingerprint must be'],
    [['--guest-user', ''], '--guest-user needs a value'],
    [['--guest-user', 'root', '--guest-password-file', '/none'], '/none cannot be read'],
    [['-', '--guest-user', 'root', '--guest-password-file', '-'], 'not both'],
  ])('%j is a mistake, and nothing is sent', async (args, message) => {
    const simulator = await start();
    const ran = await vhv(simulator, args, { stdin: 'hv-01\n' });
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
    expect(simulator.requests.http).toBe(0);
  });

  it('is asked for by name where there is none and nobody to type it', async () => {
    const simulator = await start();
    const ran = await vhv(simulator, ['--guest-user', 'root'], {
      env: { VHV_GUEST_PASSWORD: '' },
    });
    expect(ran).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('VHV_GUEST_PASSWORD'),
    });
  });
});
