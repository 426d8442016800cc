import {
  type Desired,
  type PlanOptions,
  planFleet,
  retrieveInventory,
  type Selection,
  type VmPlan,
} from '../../index.ts';
import { readFrom } from '../endpoints/read-endpoints.ts';
import type { Endpoints } from '../endpoints/with-endpoints.ts';
import type { Io } from '../io.ts';
import type { OutputArgs } from '../options.ts';
import { say } from '../say.ts';
import { findSelf } from '../self.ts';

/** Plans the chosen VMs of every endpoint; a VM that is reached twice is planned once, through its vCenter. */
export async function planAll(
  io: Io,
  args: OutputArgs,
  endpoints: Endpoints,
  selection: Selection,
  desired: Desired,
  options: PlanOptions,
): Promise<readonly VmPlan[]> {
  const plans = await readFrom(endpoints, 'VM', selection.selectors, async (session, selectors) => {
    const inventory = await retrieveInventory(session, { signal: io.stop });
    const self = await findSelf(session);
    const all = { ...options, self, signal: io.stop };
    return planFleet(session, inventory, { ...selection, selectors }, desired, all);
  });
  return endpoints.areSeveral ? onceEach(io, args, endpoints, plans) : plans;
}

function onceEach(
  io: Io,
  args: OutputArgs,
  endpoints: Endpoints,
  plans: readonly VmPlan[],
): readonly VmPlan[] {
  const vCenters = new Set(
    endpoints.connected
      .filter(({ session }) => session.isVCenter)
      .map(({ session }) => session.endpoint),
  );
  const throughVCenter = new Map(
    plans
      .filter(({ facts }) => vCenters.has(facts.endpoint))
      .map(({ facts }) => [facts.instanceUuid, facts]),
  );
  return plans.filter(({ facts }) => {
    const other = throughVCenter.get(facts.instanceUuid);
    const isTwice =
      other !== undefined && facts.instanceUuid !== undefined && other.endpoint !== facts.endpoint;
    if (isTwice) {
      const [there, here] = [other.endpoint, facts.endpoint].map((one) => endpoints.nameOf(one));
      say(
        io,
        args,
        `${facts.path} is reached through ${there} and at ${here}: planned through ${there}`,
      );
    }
    return !isTwice;
  });
}
