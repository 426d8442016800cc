import {
  type Desired,
  type Fleet,
  type PlanOptions,
  planFleet,
  planFleetFile,
  type Selection,
  type VmPlan,
} from '../../index.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { readVmsFrom } from '../endpoints/read-vms.ts';
import { namesOf } from '../endpoints/scope.ts';
import type { Io } from '../io.ts';
import { complain } from '../terminal/say.ts';
import { readSelf } from './self.ts';

/** What VMs should be like: the same for all that are chosen, or as a fleet file says of each. */
export type Target = { readonly desired: Desired } | { readonly fleet: Fleet };

/** Plans the chosen VMs of every endpoint; a VM that is reached twice is planned once, through its vCenter. */
export async function planAll(
  io: Io,
  endpoints: Endpoints,
  selection: Selection,
  target: Target,
  options: PlanOptions,
): Promise<readonly VmPlan[]> {
  const plans = await readVmsFrom(
    endpoints,
    selection,
    io.stop,
    async ({ session, endpoint, inventory, selection: here, call }) => {
      const self = await readSelf(session);
      const all = { ...options, self, ...call };
      if ('desired' in target) {
        return planFleet(session, inventory, here, target.desired, all);
      }
      const { profile: _byRule, ...others } = all;
      const names = { selection: here, endpointNames: namesOf(endpoint) };
      return (await planFleetFile(session, inventory, target.fleet, { ...others, ...names })).plans;
    },
  );
  return endpoints.areSeveral ? onceEach(io, endpoints, plans) : plans;
}

/** Two vCenters that have a VM of one instanceUuid have two VMs, of which one is a copy; so have two hosts. */
function onceEach(io: Io, endpoints: Endpoints, plans: readonly VmPlan[]): readonly VmPlan[] {
  const vCenters = new Set(
    endpoints.connected
      .filter(({ session }) => session.isVCenter)
      .map(({ session }) => session.endpoint),
  );
  const throughVCenter = new Map(
    plans
      .filter(({ facts }) => vCenters.has(facts.endpoint) && facts.instanceUuid !== undefined)
      .map(({ facts }) => [facts.instanceUuid, facts]),
  );
  return plans.filter(({ facts }) => {
    const other = vCenters.has(facts.endpoint) ? undefined : throughVCenter.get(facts.instanceUuid);
    if (other === undefined) {
      return true;
    }
    const [there, here] = [other.endpoint, facts.endpoint].map((one) => endpoints.nameOf(one));
    // Not hidden by --quiet: of a copy that a host by itself has this is wrong, and only a person can tell.
    complain(
      io,
      `${facts.path} is reached through ${there} and at ${here}, by its instanceUuid: planned through ${there}`,
    );
    return false;
  });
}
