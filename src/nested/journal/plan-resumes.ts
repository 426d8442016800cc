import { isDeepStrictEqual } from 'node:util';
import type { CallOptions, Session } from '../../vsphere/index.ts';
import { type Job, vmKey } from '../apply/job.ts';
import { isSameVm } from '../apply/locate-vm.ts';
import { valuesAfter } from '../plan/change.ts';
import { blockHypervisors } from './block-hypervisors.ts';
import { isFoundMade, planResume, type Seen, type VmRecovery } from './plan-vm-recovery.ts';
import type { VmRecord } from './read-journal.ts';

/**
 * Plans how to finish VMs. Those that are still to be power-cycled are looked at again: one that runs VMs inside by now is blocked. A VM that the
 * journal has twice is finished once.
 *
 * @param seen what a VM is now
 */
export async function planResumes(
  sessions: readonly Session[],
  records: readonly VmRecord[],
  seen: (record: VmRecord) => Seen,
  options: CallOptions,
): Promise<readonly VmRecovery[]> {
  const found = records.map((record) => planResume(record, seen(record)));
  const plans = found.flatMap(({ kind, job }) => (kind === 'job' ? [job.plan] : []));
  const checked = new Map(
    (await blockHypervisors(sessions, plans, options)).map((plan) => [vmKey(plan.facts), plan]),
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

function judged(vm: string, job: Job): VmRecovery {
  const { plan } = job;
  if (plan.fate !== 'blocked') {
    return { vm, kind: 'job', job };
  }
  if (job.mayGoOff !== true) {
    return { vm, kind: 'blocked', job };
  }
  // What its guest was asked for cannot be recalled: it is waited for and started again, and neither asked again nor powered off.
  const { powerCycle: _none, ...steps } = plan.steps;
  return { vm, kind: 'job', job: { ...job, plan: { ...plan, fate: 'change', steps } } };
}
