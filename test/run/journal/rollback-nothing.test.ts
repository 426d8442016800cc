import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobOf, vmKey } from '../../../src/nested/run/job.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import { envOf, runCli } from '../../helpers/cli.ts';
import { resume, rollback } from '../../helpers/recover.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { Fleet, hurried } from '../jobs/fleet.ts';

const off = (name: string) => ({ name, host: 'esx-01' });

/** What a run leaves that dies before it has begun anything, or once it has changed the first VM and somebody has taken that back. */
async function dieEarly(begun: 'nothing' | 'one, taken back') {
  const fleet = await Fleet.start([off('a'), off('b')]);
  const jobs = (await fleet.plan()).map(jobOf);
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'enable', jobs);
  const [first] = jobs;
  if (begun !== 'nothing' && first !== undefined) {
    const vm = vmKey(first.plan.facts);
    await journal.append({ kind: 'step', vm, step: 'reconfigure' });
  }
  return { fleet, path };
}

const read = async (path: string) => readJournal(path, await readFile(path, 'utf8'));

describe.each([
  ['nothing', ['a', 'b']],
  ['one, taken back', ['b']],
] as const)('a rollback of a run that has begun %s', (begun, untouched) => {
  it('seals the run, names the VMs that it has not begun, and no resume makes the change', async () => {
    const { fleet, path } = await dieEarly(begun);
    const sessions = [fleet.session];
    const back = await rollback(sessions, path, `${path}.back`, hurried);
    expect(back.outcomes).toStrictEqual([]);
    expect(await read(path)).toMatchObject({ isSealed: true, rolledBackBy: `${path}.back` });
    expect(await read(`${path}.back`)).toMatchObject({ isSealed: true, vms: [] });
    await expect(resume(sessions, path, hurried)).rejects.toThrow('rolled back');
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
    expect(back.untouched.map(({ name }) => name)).toStrictEqual(untouched);
    // A second one has nothing to add to the first.
    await rollback(sessions, path, `${path}.again`, hurried);
    expect((await read(path)).rolledBackBy).toBe(`${path}.back`);
  });

  it('does so from the command line, but not with --dry-run', async () => {
    const { fleet, path } = await dieEarly(begun);
    const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: makeTempDir() };
    const vhv = (...args: string[]) => runCli(args, { env });
    expect(await vhv('rollback', path, '--dry-run')).toMatchObject({ exitCode: 0 });
    expect(await read(path)).toMatchObject({ isSealed: false });
    const ran = await vhv('rollback', path, '--yes');
    expect(ran.exitCode).toBe(0);
    for (const name of untouched) {
      expect(ran.stderr).toContain(`/DC/vm/${name}: that run has begun nothing on it`);
    }
    expect(await vhv('resume', path, '--yes')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('rolled back'),
    });
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });
});

it.each([
  [true, false],
  [false, true],
])('one that leaves a VM alone, all or nothing: %s, seals the run: %s', async (all, isSealed) => {
  const { fleet, path } = await dieEarly('one, taken back');
  const { inventory } = fleet.simulator.model;
  const [gone] = [...inventory.objects()].filter((one) => one.read('name') === 'a');
  if (gone !== undefined) {
    inventory.remove(gone);
  }
  const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: makeTempDir() };
  const ran = await runCli(['rollback', path, '--yes', ...(all ? ['--all-or-nothing'] : [])], {
    env,
  });
  expect(ran).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('MOVED_ON') });
  expect(await read(path)).toMatchObject({ isSealed });
});
