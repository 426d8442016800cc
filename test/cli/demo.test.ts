import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

describe('vhv demo', () => {
  it('does the main job and ends with exit 0', async () => {
    const { exitCode, stdout } = await runCli(['demo']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('nestedHVEnabled: off → on, disk.EnableUUID: (none) → TRUE');
    expect(stdout).toContain('POWER_CYCLE_REQUIRED');
    expect(stdout).toContain('Nothing to do');
  });
});

describe('--url sim:', () => {
  it('is a server for the length of a command', async () => {
    const { exitCode, stdout } = await runCli(['about', '--url', 'sim:']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('VirtualCenter');
  });

  it('refuses an inventory that is not there', async () => {
    const refused = await runCli(['about', '--url', 'sim:no-such-file.json']);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no-such-file') });
  });
});

describe('vhv simulate, as a program of its own', () => {
  it('prints how to reach it, serves, and ends at SIGINT', async () => {
    const child = spawn(process.execPath, [bin, 'simulate', '--esx'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const settings = Object.fromEntries(
      [...line.matchAll(/(VHV_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    const reached = await runCli(['about'], { env: settings });
    expect(reached).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('HostAgent') });
    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
  });
});
