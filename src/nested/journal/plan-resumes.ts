import type { CallOptions, Session } from '../../vsphere/index.ts';
import { type Job, vmKey } from '../apply/job.ts';
import { blockHypervisors } from './block-hypervisors.ts';
import { planResume, type Seen, type VmRecovery } from './plan-vm-recovery.ts';
import type { VmRecord } from './read-journal.ts';

/**
 * Plans how to finish VMs. Those that are still to be power-cycled are looked at again: one that runs VMs inside by now is blocked.
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
  return found.map((one) => {
    const plan = checked.get(vmKey(one.job.plan.facts));
    return one.kind === 'job' && plan !== undefined ? judged(one.vm, { ...one.job, plan }) : one;
  });
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
