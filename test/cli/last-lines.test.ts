import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { jobOf, vmKey } from '../../src/nested/run/job.ts';
import { JournalFile } from '../../src/nested/run/journal/journal-file.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet, running } from '../run/jobs/fleet.ts';

/** The last lines of a command, and its exit code. */
async function vhv(fleet: Fleet, ...args: string[]) {
  const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: makeTempDir() };
  const { exitCode, stderr } = await runCli(args, { env });
  return { exitCode, lines: stderr.trimEnd().split('\n') };
}

test.each(['resume', 'rollback'])(
  'a %s whose only server is away names last what is off by the journal',
  async (command) => {
    const fleet = await Fleet.start([running('down'), running('asked'), running('rest')]);
    const jobs = (await fleet.plan({ powerCycle: 'soft' })).map(jobOf);
    const path = join(makeTempDir(), 'journal');
    await using journal = await JournalFile.create(path, 'enable', jobs);
    const [down, asked] = jobs.map(({ plan }) => vmKey(plan.facts));
    await journal.append({ kind: 'step', vm: down ?? '', step: 'power-off' });
    await journal.append({ kind: 'outcome', vm: down ?? '', outcome: 'left-off' });
    await journal.append({ kind: 'step', vm: asked ?? '', step: 'shutdown' });
    const remove = fleet.simulator.faults.add({
      method: 'RetrieveServiceContent',
      drop: 'before',
    });
    onTestFinished(remove);
    const { exitCode, lines } = await vhv(fleet, command, path, '--yes');
    expect(exitCode).toBe(8);
    expect(lines.slice(-2)).toStrictEqual([
      expect.stringMatching(/\/DC\/vm\/down .* by the journal IS OFF, and ran before$/),
      expect.stringMatching(/\/DC\/vm\/asked .* by the journal may be OFF, and ran before$/),
    ]);
    expect(lines.join('\n')).not.toContain('/DC/vm/rest');
  },
);

test('a change that is refused after the suspended state was discarded says last that it is lost', async () => {
  const fleet = await Fleet.start([{ name: 'a', host: 'esx-01', power: 'suspended' }]);
  fleet.fault({ method: 'ReconfigVM_Task', fault: { _type: 'NotSupported' } });
  const { exitCode, lines } = await vhv(fleet, ...['enable', 'a', '--discard-suspended', '--yes']);
  expect(exitCode).toBe(4);
  expect(lines.at(-1)).toMatch(/^vhv: SUSPENDED STATE LOST: \/DC\/vm\/a .*held suspended is LOST/);
});

test('a discard that is refused itself says that it may be', async () => {
  const fleet = await Fleet.start([{ name: 'a', host: 'esx-01', power: 'suspended' }]);
  fleet.fault({ method: 'PowerOffVM_Task', fault: { _type: 'NotSupported' } });
  const outcome = await fleet.applyOne({}, { discardSuspended: true });
  expect(outcome).toMatchObject({ outcome: 'failed', suspendedStateLost: 'perhaps' });
});
