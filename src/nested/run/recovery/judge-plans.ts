import type { Session } from '../../../vsphere/index.ts';
import { powersOff } from '../../plan/actions.ts';
import { judgeAgain } from '../../plan/judge-again.ts';
import type { VmPlan } from '../../plan/plan.ts';
import { type AroundOptions, surroundingsByEndpoint } from '../../plan/surroundings-of.ts';

/**
 * Judges plans again whose VMs would go down: what blocks that may have come up since they were made. Nothing is read for the others.
 *
 * @param sessions all servers of the run: a hypervisor may be managed by any of them
 * @param plans with facts that were read just now, details among them
 * @returns the same plans in their order; those that something stands in the way of are blocked
 */
export async function judgePlans(
  sessions: readonly Session[],
  plans: readonly VmPlan[],
  options: AroundOptions = {},
): Promise<readonly VmPlan[]> {
  const isJudged = ({ fate, steps }: VmPlan): boolean => fate === 'change' && powersOff(steps);
  const around = await surroundingsByEndpoint(sessions, plans.filter(isJudged), options);
  return plans.map((plan) => {
    const surroundings = around.get(plan.facts.endpoint);
    return isJudged(plan) && surroundings !== undefined ? judgeAgain(plan, surroundings) : plan;
  });
}
