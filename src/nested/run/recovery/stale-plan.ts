import { VsphereError } from '../../../errors.ts';
import type { Session } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { powersOff } from '../../plan/actions.ts';
import { keysOf } from '../../plan/change.ts';
import type { VmPlan } from '../../plan/plan.ts';
import type { AroundOptions } from '../../plan/surroundings-of.ts';
import { isAsSeen } from '../drive/change-config.ts';
import { describeIds, reuniteVms } from '../drive/locate-vm.ts';
import { vmKey } from '../job.ts';
import { judgePlans } from './judge-plans.ts';

/** A VM that is not what its plan was made upon. */
interface StaleVm {
  readonly planned: VmFacts;
  /** As it is now, or why it is not to be found: `it is no longer there, and …` */
  readonly now: VmFacts | string;
}

/** VMs are no longer what a saved plan was made upon. Nothing was changed. The message names those that ran and are off, or may be. */
export class StalePlanError extends VsphereError {
  override name = 'StalePlanError';
  readonly vms: readonly string[];

  constructor(stale: readonly StaleVm[]) {
    const vms = stale.map(({ planned }) => planned.path);
    const names = vms.slice(0, 10).join(', ') + (vms.length > 10 ? ', …' : '');
    const what = `the plan is stale: ${vms.length === 1 ? 'this VM is' : `${vms.length} VMs are`} no longer what was planned upon: ${names}. Nothing was changed; plan again`;
    super('PLAN_STALE', [what, ...stale.flatMap(downClause)].join('. '));
    this.vms = vms;
  }
}

/** A run of the same plan that was interrupted may have left the VM down: planning again would leave it so. */
function downClause({ planned, now }: StaleVm): readonly string[] {
  if (planned.powerState !== 'poweredOn') {
    return [];
  }
  const named = (how: string, facts: VmFacts): string =>
    `${planned.path} ${how}, and ran when it was planned (${describeIds(facts)})`;
  if (typeof now === 'string') {
    return [`${named('may be OFF', planned)}: ${now}. Fix: find it by these, and look at it`];
  }
  return now.powerState === 'poweredOff'
    ? [`${named('IS OFF', now)}. Fix: resume the run that was interrupted, or start it`]
    : [];
}

/**
 * A saved plan upon what its VMs are now, also where they have another moid since: a hundred in a request. What is around those that go down
 * is read anew.
 *
 * @param sessions all servers of the run: a hypervisor may be managed by any of them
 * @returns the plans that are to be carried out, with new facts, or blocked if something stands in the way of their power cycle by now; the
 * others as they were
 * @throws StalePlanError where any of those that are to be changed is not as it was seen
 */
export async function refreshPlans(
  sessions: readonly Session[],
  plans: readonly VmPlan[],
  options: AroundOptions = {},
): Promise<readonly VmPlan[]> {
  const planned = plans.filter(({ fate }) => fate === 'change');
  const keys = [...new Set(planned.flatMap(({ change }) => keysOf(change)))];
  const known = planned.map(({ facts }) => facts);
  const details = planned.some(({ steps }) => powersOff(steps));
  const { signal } = options;
  const { now, missing } = await reuniteVms(sessions, known, keys, { details, signal });
  const stale = planned.filter((plan) => !isStillSo(plan, now.get(vmKey(plan.facts))));
  if (stale.length > 0) {
    throw new StalePlanError(
      stale.map(({ facts }) => {
        const key = vmKey(facts);
        return { planned: facts, now: now.get(key) ?? missing.get(key) ?? 'it is no longer there' };
      }),
    );
  }
  const fresh = plans.map((plan) => ({ ...plan, facts: now.get(vmKey(plan.facts)) ?? plan.facts }));
  return judgePlans(sessions, fresh, options);
}

function isStillSo({ facts, change }: VmPlan, now: VmFacts | undefined): boolean {
  return (
    now !== undefined &&
    now.hardwareVersion === facts.hardwareVersion &&
    now.template === facts.template &&
    isAsSeen(now, facts, change)
  );
}
