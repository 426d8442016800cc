import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jobOf } from '../../src/nested/run/job.ts';
import { VmLocks } from '../../src/nested/run/locks/vm-locks.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { bin, start, unshared } from '../helpers/processes.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet } from '../run/jobs/fleet.ts';

it('resume names who holds the locks, and does not break those of a run that lives', async () => {
  const fleet = await Fleet.start([{ name: 'a', host: 'esx-01' }]);
  const plans = await fleet.plan();
  const folder = makeTempDir();
  const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: folder };
  const path = join(folder, 'run.jsonl');
  await runCli(['enable', 'a', '--yes', '--journal', path], { env });
  // As if the run had been killed before it wrote the outcome.
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, `${lines.filter((line) => !/"(outcome|trailer)"/.test(line)).join('\n')}`);
  await using _locks = await VmLocks.take(join(folder, 'vhv', 'locks'), plans.map(jobOf), 'other');
  for (const flags of [[], ['--break-locks']]) {
    const refused = await runCli(['resume', path, '--yes', ...flags], { env });
    expect(refused).toMatchObject({ exitCode: 5 });
    expect(refused.stderr).toContain(`process ${process.pid} on`);
    expect(refused.stderr).toMatch(/\(other\)\. Nothing was changed\. Fix: /);
  }
});

it.runIf(process.platform === 'linux')(
  'a run that is killed in a container is resumed in the next one, where it is process 1 again',
  { timeout: 60_000 },
  async () => {
    const fleet = await Fleet.start([{ name: 'a', host: 'esx-01' }], { taskMs: 1500 });
    const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: makeTempDir() };
    const [command = '', ...flags] = unshared('--pid', '--fork', '--kill-child=SIGKILL');
    const vhv = (...args: string[]) =>
      start(command, [...flags, process.execPath, bin, ...args], env);
    const { child, ended } = vhv('enable', 'a', '--yes');
    const { requests } = fleet.simulator;
    await expect.poll(() => requests.of('ReconfigVM_Task'), { timeout: 20_000 }).toBe(1);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
    const resumed = await vhv('resume', '--yes').ended;
    expect(resumed.stderr).not.toContain('another run works');
    expect(resumed.code).toBe(0);
    expect(requests.of('ReconfigVM_Task')).toBe(1);
  },
);
