import { VsphereError } from '../../errors.ts';
import type { Session } from '../../vsphere/index.ts';
import { isAsSeen } from '../apply/change-config.ts';
import { vmKey } from '../apply/job.ts';
import { reuniteVms } from '../apply/locate-vm.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { keysOf } from '../plan/change.ts';
import type { VmPlan } from '../plan/plan.ts';
import { blockHypervisors } from './block-hypervisors.ts';

/** VMs are no longer what a saved plan was made upon. Nothing was changed. */
export class StalePlanError extends VsphereError {
  override name = 'StalePlanError';
  readonly vms: readonly string[];

  constructor(vms: readonly string[]) {
    const names = vms.slice(0, 10).join(', ') + (vms.length > 10 ? ', …' : '');
    super(
      'PLAN_STALE',
      `the plan is stale: ${vms.length === 1 ? 'this VM is' : `${vms.length} VMs are`} no longer what was planned upon: ${names}. Nothing was changed; plan again`,
    );
    this.vms = vms;
  }
}

/**
 * A saved plan upon what its VMs are now, also where they have another moid since: a hundred in a request.
 *
 * @param sessions all servers of the run: a hypervisor may be managed by any of them
 * @returns the plans that are to be carried out, with new facts, or blocked if VMs run inside by now; the others as they were
 * @throws StalePlanError where any of those that are to be changed is not as it was seen
 */
export async function refreshPlans(
  sessions: readonly Session[],
  plans: readonly VmPlan[],
): Promise<readonly VmPlan[]> {
  const planned = plans.filter(({ fate }) => fate === 'change');
  const keys = [...new Set(planned.flatMap(({ change }) => keysOf(change)))];
  const known = planned.map(({ facts }) => facts);
  const { now } = await reuniteVms(sessions, known, keys);
  const stale = planned.filter((plan) => !isStillSo(plan, now.get(vmKey(plan.facts))));
  if (stale.length > 0) {
    throw new StalePlanError(stale.map(({ facts }) => facts.path));
  }
  const fresh = plans.map((plan) => ({ ...plan, facts: now.get(vmKey(plan.facts)) ?? plan.facts }));
  return blockHypervisors(sessions, fresh);
}

function isStillSo({ facts, change }: VmPlan, now: VmFacts | undefined): boolean {
  return (
    now !== undefined &&
    now.hardwareVersion === facts.hardwareVersion &&
    now.template === facts.template &&
    isAsSeen(now, facts, change)
  );
}
