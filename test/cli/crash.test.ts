import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { envOf } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const secret = 'Pl4nted/s3cret&x';

function startLab(): Promise<Simulator> {
  return testSimulator({ password: secret });
}

describe.skipIf(process.platform !== 'linux')('a disk that is full', () => {
  it.each(['stdout', 'stderr'])(
    'ends neither the run nor the session half-way, as %s',
    async (which) => {
      const lab = await startLab();
      const full = openSync('/dev/full', 'w');
      const env = { ...envOf(lab), XDG_STATE_HOME: makeTempDir() };
      const stdio =
        which === 'stdout'
          ? (['ignore', full, 'pipe'] as const)
          : (['ignore', 'pipe', full] as const);
      const words = ['enable', 'hv-03', '--power-cycle', 'soft', '--yes'];
      const child = spawn(process.execPath, [bin, ...words], { env, stdio: [...stdio] });
      closeSync(full);
      const other = which === 'stdout' ? child.stderr : child.stdout;
      const [said, [code]] = await Promise.all([
        text(other as NodeJS.ReadableStream),
        once(child, 'exit'),
      ]);
      expect({ code, said }).toMatchObject({ code: 1 });
      expect(said).toMatch(
        which === 'stdout'
          ? /not all of the output could be written: .*the disk is full/
          : /changed/,
      );
      expect(lab.requests.of('PowerOnVM_Task') + lab.requests.of('PowerOnMultiVM_Task')).toBe(1);
      expect(lab.sessionCount).toBe(0);
    },
  );
});

describe.skipIf(process.platform !== 'linux')('a secret is no part of', () => {
  it('the list of processes, nor of a command that fetches the password, nor of a crash', async () => {
    const lab = await startLab();
    const folder = makeTempDir();
    const file = join(folder, 'secret');
    writeFileSync(file, `${secret}\n`);
    const environment = join(folder, 'environ');
    const { VHV_PASSWORD: _, ...env } = envOf(lab);
    const fetch = `tr '\\0' '\\n' < /proc/$$/cmdline > '${environment}'; tr '\\0' '\\n' < /proc/$$/environ >> '${environment}'; cat '${file}'`;
    // An error that nobody catches, while the password and the cookie are in memory.
    const crash = 'process.once("SIGUSR2", () => { throw new Error("planted") })';
    const preload = `data:text/javascript,${encodeURIComponent(crash)}`;
    lab.faults.add({ method: 'RetrievePropertiesEx', delayMs: 60_000 });
    const args = ['--import', preload, bin, 'vms', '--password-command', fetch];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    await expect.poll(() => lab.requests.of('RetrievePropertiesEx'), { timeout: 15_000 }).toBe(1);
    const listed = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
    const [session] = lab.model.sessions.all();
    const secrets = [secret, session?.key ?? 'no session', session?.cookie ?? 'no session'];
    const exited = once(child, 'exit');
    child.kill('SIGUSR2');
    expect((await exited)[0]).not.toBe(0);
    const [stdout, stderr] = await said;
    expect(stderr).toContain('planted');
    const given = readFileSync(environment, 'utf8');
    expect(given).toContain('VHV_URL=');
    expect(secrets).not.toContain('no session');
    for (const written of [listed, given, stdout, stderr]) {
      expect(secrets.filter((one) => written.includes(one))).toEqual([]);
    }
  });
});
