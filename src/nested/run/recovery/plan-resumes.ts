import { isDeepStrictEqual } from 'node:util';
import type { Session } from '../../../vsphere/index.ts';
import { valuesAfter } from '../../plan/change.ts';
import type { AroundOptions } from '../../plan/surroundings-of.ts';
import { isSameVm } from '../drive/locate-vm.ts';
import { type Job, vmKey } from '../job.ts';
import type { VmRecord } from '../journal/read-journal.ts';
import { judgePlans } from './judge-plans.ts';
import { isFoundMade, planResume, type Seen, type VmRecovery } from './plan-vm-recovery.ts';

/**
 * Plans how to finish VMs. Those that still have to go down are judged again, and blocked if something stands in the way by now. A VM that the
 * journal has twice is finished once.
 *
 * @param seen what a VM is now
 */
export async function planResumes(
  sessions: readonly Session[],
  records: readonly VmRecord[],
  seen: (record: VmRecord) => Seen,
  options: AroundOptions,
): Promise<readonly VmRecovery[]> {
  const found = records.map((record) => planResume(record, seen(record)));
  const plans = found.flatMap(({ kind, job }) => (kind === 'job' ? [job.plan] : []));
  const checked = new Map(
    (await judgePlans(sessions, plans, options)).map((plan) => [vmKey(plan.facts), plan]),
  );
  const planned = found.map((one) => {
    const plan = checked.get(vmKey(one.job.plan.facts));
    return one.kind === 'job' && plan !== undefined ? judged(one.vm, { ...one.job, plan }) : one;
  });
  const entries = records.flatMap((record, index) => {
    const recovery = planned[index];
    return recovery === undefined ? [] : [{ record, recovery }];
  });
  return entries.map((entry): VmRecovery => {
    const { vm, kind, job } = entry.recovery;
    const isOurs = kind === 'moved-on' && entries.some((other) => explains(other, entry, seen));
    return isOurs ? { vm, kind: 'done', job } : entry.recovery;
  });
}

interface Entry {
  readonly record: VmRecord;
  readonly recovery: VmRecovery;
}

/**
 * Whether a VM is not what its record explains because this run has worked on it under another name: seen through another address, or through
 * its vCenter and at its host. Whatever is left to do is done under that name.
 */
function explains(
  { record: other, recovery }: Entry,
  { record: { vm, job, steps } }: Entry,
  seen: (record: VmRecord) => Seen,
): boolean {
  const isWorkedOn = recovery.kind === 'done' || recovery.kind === 'job';
  const isOurs = isWorkedOn && other.steps.length > 0 && !isFoundMade(other);
  if (!isOurs || steps.length > 0 || other.vm === vm) {
    return false;
  }
  const [there, here] = [other.job.plan, job.plan];
  const now = seen(other);
  return (
    typeof now !== 'string' &&
    isSameVm(now, here.facts) &&
    isDeepStrictEqual(valuesAfter(there.change), valuesAfter(here.change))
  );
}

function judged(vm: string, { plan, ...rest }: Job): VmRecovery {
  const isBlocked = plan.fate === 'blocked';
  if (rest.mayGoOff !== true) {
    return { vm, kind: isBlocked ? 'blocked' : 'job', job: { ...rest, plan } };
  }
  // It could only be asked while Tools ran, and its guest has to come back with them.
  const facts = { ...plan.facts, toolsRunningStatus: 'guestToolsRunning' };
  if (!isBlocked) {
    return { vm, kind: 'job', job: { ...rest, plan: { ...plan, facts } } };
  }
  // What its guest was asked for cannot be recalled: it is waited for and started again, and neither asked again nor powered off.
  const { powerCycle: _none, ...steps } = plan.steps;
  return { vm, kind: 'job', job: { ...rest, plan: { ...plan, facts, fate: 'change', steps } } };
}
