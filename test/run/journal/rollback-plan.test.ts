import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobOf, vmKey } from '../../../src/nested/run/job.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import { planRecovery, type RecoveryPlan } from '../../../src/nested/run/recovery/plan-recovery.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from '../jobs/fleet.ts';

expectNothingUnhandled();

/** The journal of a run that has turned on what is on. */
async function writeJournal(fleet: Fleet): Promise<string> {
  const jobs = (await fleet.plan()).map(({ facts }) =>
    jobOf({
      facts,
      change: { nestedHVEnabled: { from: false, to: true }, extraConfig: [] },
      fate: 'change',
      steps: facts.powerState === 'poweredOn' ? { powerCycle: 'soft' } : {},
      keepApart: [],
      findings: [],
    }),
  );
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'enable', jobs);
  for (const { plan } of jobs) {
    const vm = vmKey(plan.facts);
    await journal.append({ kind: 'step', vm, step: 'reconfigure' });
    await journal.append({ kind: 'outcome', vm, outcome: 'changed' });
  }
  return path;
}

async function planBack(
  { session }: Fleet,
  path: string,
  powerCycle: 'never' | 'soft' = 'soft',
  serverAddresses: readonly string[] = [],
): Promise<RecoveryPlan> {
  const record = await readJournal(path, await readFile(path, 'utf8'));
  const selfOf = () => Promise.resolve({ macAddresses: [], serverAddresses });
  return planRecovery([session], record, 'rollback', { powerCycle, selfOf });
}

const codesOf = ({ blocked }: RecoveryPlan): string[] =>
  blocked.flatMap(({ plan }) => plan.findings.map(({ code }) => code));

const nestedHV = true;

describe('a rollback that has to power-cycle a VM', () => {
  it('is blocked where its cluster has no room to start it again', async () => {
    const vms = [running('on', { nestedHV }), { name: 'off', host: 'esx-01', nestedHV }];
    const fleet = await Fleet.start(vms, { cluster: { ha: { slots: 0 } } });
    const plan = await planBack(fleet, await writeJournal(fleet));
    expect(codesOf(plan)).toContain('HA_NO_ROOM');
    // A VM that is off stays off: nothing of that concerns it.
    expect(plan.jobs.map(({ plan: { facts } }) => facts.name)).toStrictEqual(['off']);
  });

  it('is blocked where it would shut down its own server', async () => {
    const fleet = await Fleet.start([running('on', { nestedHV, hostName: 'vc.example.com' })]);
    const path = await writeJournal(fleet);
    const own = await planBack(fleet, path, 'soft', ['vc.example.com']);
    expect(codesOf(own)).toContain('IS_VCENTER');
    expect((await planBack(fleet, path, 'soft', ['other.example.com'])).jobs).toHaveLength(1);
  });

  it('keeps VMs apart whose rule was made since the run', async () => {
    const vms = [running('a', { nestedHV }), running('b', { nestedHV })];
    const antiAffinity = [{ name: 'apart', vms: ['a', 'b'] }];
    const fleet = await Fleet.start(vms, { cluster: { antiAffinity } });
    const { jobs } = await planBack(fleet, await writeJournal(fleet));
    const [one, other] = jobs.map(({ plan }) => plan.keepApart);
    expect(one).toHaveLength(1);
    expect(other).toStrictEqual(one);
  });

  it('reads nothing around VMs where none may be power-cycled', async () => {
    const fleet = await Fleet.start([running('on', { nestedHV })]);
    const path = await writeJournal(fleet);
    fleet.simulator.requests.reset();
    const plan = await planBack(fleet, path, 'never');
    expect(codesOf(plan)).toStrictEqual(['POWER_CYCLE_REQUIRED']);
    expect(fleet.simulator.requests.byMethod()).toStrictEqual({ RetrievePropertiesEx: 1 });
  });
});
