import type { Session } from '../../vsphere/index.ts';
import { attributesOf } from '../plan/down-limits.ts';
import { type PlanFleetOptions, planFacts, type Wanted } from '../plan/plan-fleet.ts';
import type { VmPlan } from '../plan/vm-plan.ts';
import type { Fleet } from './fleet-schema.ts';
import { type RuledOptions, type RuledVm, type RuledVms, retrieveRuledVms } from './ruled-vms.ts';

/** The profile is the rule's. */
export type FleetFileOptions = Omit<PlanFleetOptions, 'profile'> & RuledOptions;

export interface FleetFilePlan extends RuledVms {
  /** Of each VM that a rule manages. */
  readonly plans: readonly VmPlan[];
}

/**
 * Plans to bring a fleet to what a file says: the facts of all VMs in one pass, then what is around those that differ.
 *
 * @throws what retrieveRuledVms and planFleet throw.
 */
export async function planFleetFile(
  session: Session,
  fleet: Fleet,
  options: FleetFileOptions = {},
): Promise<FleetFilePlan> {
  const ruled = await retrieveRuledVms(session, fleet, {
    ...options,
    ...attributesOf(options.maxDownPer),
    details: true,
  });
  const { selection: _vms, endpointNames: _names, ...planOptions } = options;
  const wanted = new Map(ruled.vms.filter(isManaged).map((vm) => [vm.facts, vm.wanted] as const));
  const wantedOf = (facts: RuledVm['facts']): Wanted => wanted.get(facts) as Wanted;
  const plans = await planFacts(session, [...wanted.keys()], wantedOf, planOptions);
  return { ...ruled, plans };
}

function isManaged(vm: RuledVm): vm is RuledVm & { readonly wanted: Wanted } {
  return vm.wanted !== undefined;
}
