import type { Fleet } from '../../nested/drift/fleet-schema.ts';
import { planFleetFile } from '../../nested/drift/plan-fleet-file.ts';
import { GuestHosts } from '../../nested/facts/guest-hosts.ts';
import { readSelf } from '../../nested/facts/read-self.ts';
import type { Desired } from '../../nested/plan/change.ts';
import { type DownLimit, findIdleLimit } from '../../nested/plan/down-limits.ts';
import { planFleet } from '../../nested/plan/plan-fleet.ts';
import type { RunLimits } from '../../nested/plan/run-limits.ts';
import type { PlanOptions, VmPlan } from '../../nested/plan/vm-plan.ts';
import type { Selection } from '../../vsphere/index.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { readVmsFrom } from '../endpoints/read-vms.ts';
import { namesOf, scopeTo } from '../endpoints/scope.ts';
import type { Io } from '../io.ts';
import { printWarning } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';
import { Excluded } from './excluded.ts';

/** What VMs should be like: the same for all that are chosen, or as a fleet file says of each. */
export type Target = { readonly desired: Desired } | { readonly fleet: Fleet };

/** Plans, and what was asked to hold for the run; absent if nothing was. */
export interface PlannedRun {
  readonly plans: readonly VmPlan[];
  readonly limits?: RunLimits;
}

/**
 * Plans the chosen VMs of every endpoint; a VM that is reached twice is planned once, through its vCenter.
 *
 * @throws NotFoundError for what is to be excluded and is nowhere; UsageError for a limit that concerns no VM
 */
export async function planAll(
  io: Io,
  endpoints: Endpoints,
  selection: Selection,
  target: Target,
  options: PlanOptions,
): Promise<PlannedRun> {
  const { exclude = [] } = selection;
  const excluded = new Excluded(exclude);
  const guestHosts = new GuestHosts(endpoints.connected.map(({ session }) => session));
  const found = await readVmsFrom(
    endpoints,
    selection,
    io.stop,
    async ({ session, endpoint, selection: given, call }) => {
      const self = await readSelf(session);
      const { chosen } = endpoints;
      const scoped = scopeTo(endpoint, exclude, chosen);
      const here = { ...given, exclude: scoped.map(({ selector }) => selector) };
      const all = {
        ...options,
        self,
        guestHosts,
        ...call,
        onExcluded: excluded.noteFor(session, scoped),
      };
      if ('desired' in target) {
        return planFleet(session, here, target.desired, all);
      }
      const { profile: _byRule, ...others } = all;
      const names = { selection: here, endpointNames: namesOf(endpoint) };
      return (await planFleetFile(session, target.fleet, { ...others, ...names })).plans;
    },
  );
  excluded.requireAll();
  const vCenters = new Set(
    endpoints.connected
      .filter(({ session }) => session.isVCenter)
      .map(({ session }) => session.endpoint),
  );
  const kept = excluded.without(io, vCenters, found);
  const plans = endpoints.areSeveral ? onceEach(io, endpoints, vCenters, kept) : kept;
  const { maxDownPer = [] } = options;
  requireConcerned(plans, maxDownPer);
  if (exclude.length === 0 && maxDownPer.length === 0) {
    return { plans };
  }
  const texts = exclude.map(({ text }) => text);
  return { plans, limits: { exclude: texts, excluded: excluded.count, maxDownPer } };
}

/** @throws UsageError for a limit that concerns none of the VMs: misspelt, it would limit nothing */
function requireConcerned(plans: readonly VmPlan[], limits: readonly DownLimit[]): void {
  const idle = findIdleLimit(plans, limits);
  if (idle !== undefined) {
    const { key, most } = idle.limit;
    throw new UsageError(`--max-down-per ${key}=${most} ${idle.problem}`);
  }
}

/** Two vCenters that have a VM of one instanceUuid have two VMs, of which one is a copy; so have two hosts. */
function onceEach(
  io: Io,
  endpoints: Endpoints,
  vCenters: ReadonlySet<string>,
  plans: readonly VmPlan[],
): readonly VmPlan[] {
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
    printWarning(
      io,
      `${facts.path} is reached through ${there} and at ${here}, by its instanceUuid: planned through ${there}`,
    );
    return false;
  });
}
