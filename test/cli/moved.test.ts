import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jobOf, vmKey } from '../../src/nested/run/job.ts';
import { JournalFile } from '../../src/nested/run/journal/journal-file.ts';
import { turnOff } from '../../src/simulator/methods/turn-off.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { registerVmAgain, removeHostOf, unregisterVm, vmNamed } from '../helpers/registering.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet, running } from '../run/jobs/fleet.ts';

/** A run that was killed after it had shut its VM down, and the command line beside it. */
async function killed() {
  const fleet = await Fleet.start([running('vm')]);
  const [plan] = await fleet.plan({ powerCycle: 'soft' });
  if (plan === undefined) {
    throw new Error('nothing was to be changed');
  }
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'enable', [jobOf(plan)]);
  await journal.append({ kind: 'step', vm: vmKey(plan.facts), step: 'shutdown' });
  const { simulator } = fleet;
  turnOff(vmNamed(simulator, 'vm'), simulator.model);
  const env = { ...envOf(simulator), XDG_STATE_HOME: makeTempDir() };
  const vhv = (...args: string[]) => runCli(args, { env });
  return { fleet, simulator, path, vhv, before: vmKey(plan.facts) };
}

it.each([
  ['resume', 'nested poweredOn'],
  ['rollback', 'plain poweredOn'],
])('a %s starts a VM that has a new moid, and --dry-run shows it', async (command, state) => {
  const { fleet, simulator, path, vhv, before } = await killed();
  removeHostOf(simulator)();
  const now = vmNamed(simulator, 'vm').moRef.value;
  const shown = await vhv(command, path, '--dry-run');
  expect(shown.exitCode).toBe(0);
  expect(shown.stderr).toContain(`${before} was registered again and is `);
  expect(shown.stderr).toContain(`#${now} now\n`);
  expect(shown.stderr).toContain('/DC/vm/vm IS OFF, and ran before: it will be started');
  expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOff' });
  const ran = await vhv(command, path, '--yes');
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(await fleet.states()).toStrictEqual({ vm: state });
  if (command === 'resume') {
    expect(await vhv('resume', path, '--yes')).toMatchObject({ exitCode: 0 });
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(1);
  }
});

it.each(['resume', 'rollback'])(
  'a %s that does not find a VM again names it last as off, with its uuid and its file',
  async (command) => {
    const { simulator, path, vhv } = await killed();
    const { instanceUuid } = vmNamed(simulator, 'vm').state;
    unregisterVm(simulator);
    for (const how of ['--dry-run', '--yes']) {
      const ran = await vhv(command, path, how);
      expect(ran.exitCode).toBe(4);
      expect(ran.stderr).toContain('MOVED_ON: /DC/vm/vm is left alone: it is no longer there');
      const last = ran.stderr.trimEnd().split('\n').at(-1);
      expect(last).toMatch(/^vhv: \/DC\/vm\/vm \(.*\) IS OFF, and ran before: /);
      expect(last).toContain(`instanceUuid ${instanceUuid}, file [datastore1] vm/vm.vmx`);
    }
  },
);

it('a saved plan is carried out on a VM that was registered again', async () => {
  const fleet = await Fleet.start([running('vm')]);
  const { simulator } = fleet;
  const folder = makeTempDir();
  const env = { ...envOf(simulator), XDG_STATE_HOME: folder };
  const file = join(folder, 'plan');
  const plan = ['plan', 'vm', '--power-cycle', 'soft', '--out', file];
  expect(await runCli(plan, { env })).toMatchObject({ exitCode: 0 });
  registerVmAgain(simulator);
  expect(await runCli(['apply', file, '--yes'], { env })).toMatchObject({ exitCode: 0 });
  expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
  expect(await runCli(['apply', file, '--yes'], { env })).toMatchObject({ exitCode: 5 });
});
