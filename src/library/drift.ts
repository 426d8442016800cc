import { z } from 'zod';
import { type Drift, findDrift } from '../nested/drift/drift.ts';
import { checkFleet } from '../nested/drift/fleet-file.ts';
import type { Fleet } from '../nested/drift/fleet-schema.ts';
import { planFleetFile } from '../nested/drift/plan-fleet-file.ts';
import { GuestHosts } from '../nested/facts/guest-hosts.ts';
import { readSelf } from '../nested/facts/read-self.ts';
import type { VmPlan } from '../nested/plan/vm-plan.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import type { Session } from '../vsphere/index.ts';
import { callFields, checkedOptions, type SignalOptions, sessionsOf } from './check.ts';
import { conditionFields, type PlanOptions, requireConcerned } from './plan.ts';
import { readSelection, type WhichVms } from './selection.ts';

interface FleetOptions {
  /** The VMs to look at. Default: all. */
  readonly vms?: WhichVms;
}

export interface DriftOptions extends SignalOptions, FleetOptions {
  /** Of how many VMs that differ the server's event history is asked who changed them, a request each. Default 100. */
  readonly history?: number;
}

/** Profiles are the rules'. */
export interface PlanFleetOptions extends Omit<PlanOptions, 'profile'>, FleetOptions {}

const driftFields = {
  ...callFields,
  vms: z.unknown().optional(),
  history: z.int().min(0).optional(),
} satisfies Fields<DriftOptions>;

const planFields = {
  ...callFields,
  ...conditionFields,
  vms: z.unknown().optional(),
} satisfies Fields<PlanFleetOptions>;

const selectionIn = ({ vms }: FleetOptions) =>
  vms === undefined ? {} : { selection: readSelection(vms, 'vms') };

/**
 * Compares VMs with what a fleet file says that they should be, and looks up who changed them. Changes nothing.
 *
 * @param fleet the data of a fleet file (schema/fleet.schema.json). In `endpoints` of a rule a server is named by its address or its host
 * @returns one for each session, in their order
 * @throws FleetFileError (INVALID_VALUE) with everything that is wrong with the fleet in `problems`; what `select` throws
 */
export async function drift(
  sessions: Session | readonly Session[],
  fleet: Fleet,
  options: DriftOptions = {},
): Promise<Drift[]> {
  const all = sessionsOf(sessions);
  const rules = await checkFleet(fleet);
  const how = checkedOptions<DriftOptions>(driftFields, options);
  const { vms: _read, ...others } = { ...how, ...selectionIn(how) };
  return Promise.all(all.map((session) => findDrift(session, rules, others)));
}

/**
 * Plans to bring VMs to what a fleet file says. Nothing is changed.
 *
 * @param fleet as for `drift`
 * @returns a plan for each VM that a rule manages
 * @throws what `drift` and `plan` throw
 */
export async function planFleet(
  sessions: Session | readonly Session[],
  fleet: Fleet,
  options: PlanFleetOptions = {},
): Promise<VmPlan[]> {
  const all = sessionsOf(sessions);
  const rules = await checkFleet(fleet);
  const how = checkedOptions<PlanFleetOptions>(planFields, options);
  const { vms: _read, ...others } = { ...how, ...selectionIn(how) };
  const guestHosts = new GuestHosts(all);
  const found = await Promise.all(
    all.map(async (session) => {
      const self = await readSelf(session);
      return planFleetFile(session, rules, { ...others, guestHosts, self });
    }),
  );
  return requireConcerned(
    found.flatMap(({ plans }) => plans),
    how,
  );
}
