import { z } from 'zod';
import { InvalidValueError } from '../errors.ts';
import { GuestHosts } from '../nested/facts/guest-hosts.ts';
import { readSelf } from '../nested/facts/read-self.ts';
import type { VmFacts } from '../nested/facts/vm-facts.ts';
import type { Desired } from '../nested/plan/change.ts';
import { type DownLimit, findIdleLimit, patternFlaw } from '../nested/plan/down-limits.ts';
import { type FindingCode, findingCodes } from '../nested/plan/finding-codes.ts';
import { planFleet as planSelection } from '../nested/plan/plan-fleet.ts';
import { type ProfileName, profiles, withProfile } from '../nested/plan/profiles.ts';
import type { PlanOptions as Conditions, VmPlan } from '../nested/plan/vm-plan.ts';
import { vmKey } from '../nested/run/job.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import type { Session } from '../vsphere/index.ts';
import {
  callFields,
  checkedOptions,
  count,
  flag,
  requireValid,
  type SignalOptions,
  sessionsOf,
} from './check.ts';
import { vmsOf, type WhichVms } from './selection.ts';

/** What VMs should be like. What is not named is left as it is. */
export type DesiredState = Partial<Desired>;

/** What a plan may do besides the change itself. Without any, only VMs that are off are changed. */
export interface PlanOptions extends Omit<Conditions, 'wholeFleet'>, SignalOptions {}

const downLimit = z.strictObject({
  key: z
    .string()
    .regex(/^(folder$|(attribute|name):.)/, 'must be folder, attribute:NAME or name:REGEX')
    .refine((key) => patternFlaw(key) === undefined, {
      error: ({ input }) => `is not usable: ${patternFlaw(String(input))}`,
    }),
  most: count,
} satisfies Fields<DownLimit>);

const desiredSchema = z.strictObject({
  nestedHVEnabled: flag,
  extraConfig: z.record(z.string(), z.string('must be a string or null').nullable()).optional(),
} satisfies Fields<DesiredState>);

/** The options that say what a plan may do. */
export const conditionFields = {
  powerCycle: z.enum(['never', 'soft', 'hard']).optional(),
  discardSuspended: flag,
  upgradeHardware: z
    .string()
    .regex(/^vmx-\d+$/, 'must be a hardware version such as vmx-19')
    .optional(),
  convertTemplates: flag,
  accept: z.array(z.enum(Object.keys(findingCodes) as FindingCode[])).optional(),
  maxDownPer: z.array(downLimit).optional(),
} satisfies Fields<Omit<Conditions, 'wholeFleet' | 'profile'>>;

const fields = {
  ...callFields,
  ...conditionFields,
  profile: z.enum(Object.keys(profiles) as ProfileName[]).optional(),
} satisfies Fields<PlanOptions>;

/**
 * Plans the change of VMs: what would be changed, what has to be power-cycled, and what stands in the way. Nothing is changed. The plans are
 * plain data: they survive JSON, and `run` carries them out.
 *
 * This machine and the server are looked for among the VMs, by this machine's network cards and the server's addresses: a VM that is one of
 * them is blocked if it would be power-cycled.
 *
 * @param sessions one for each server of the VMs; a VM that is itself a host in any of them is known as such
 * @param vms as for `select`, or facts that `select` has read: of several servers they have to be facts. The VMs are read again. No facts,
 *   no plans
 * @param desired `{ nestedHVEnabled: true }`; `extraConfig` has advanced options by key, null to remove one. With `profile` it may be empty
 * @returns a plan for each VM; `fate` says whether it is to be changed
 * @throws what `select` throws; InvalidValueError, also for an advanced option that the server would ignore, for a finding that cannot be
 *   accepted, and for a limit of `maxDownPer` that concerns none of the VMs
 */
export async function plan(
  sessions: Session | readonly Session[],
  vms: WhichVms | readonly VmFacts[],
  desired: DesiredState,
  options: PlanOptions = {},
): Promise<VmPlan[]> {
  const all = sessionsOf(sessions);
  const chosen = vmsOf(all, vms);
  const how = checkedOptions<PlanOptions>(fields, options);
  const wanted = readDesired(desired, how);
  const { signal, ...conditions } = how;
  const guestHosts = new GuestHosts(all);
  const plans = await Promise.all(
    chosen.map(async ({ session, selection }) => {
      const self = await readSelf(session);
      const around = { signal, self, guestHosts };
      return planSelection(session, selection, wanted, { ...conditions, ...around });
    }),
  );
  return inOrderOf(vms, requireConcerned(plans.flat(), how));
}

/** @throws InvalidValueError for a limit that concerns none of the VMs */
export function requireConcerned(
  plans: VmPlan[],
  { maxDownPer = [] }: Pick<PlanOptions, 'maxDownPer'>,
): VmPlan[] {
  const idle = findIdleLimit(plans, maxDownPer);
  if (idle !== undefined) {
    const place = `maxDownPer[${maxDownPer.indexOf(idle.limit)}]`;
    throw new InvalidValueError(place, `(${idle.limit.key}) ${idle.problem}`);
  }
  return plans;
}

/** @throws InvalidValueError */
function readDesired(desired: DesiredState, { profile }: PlanOptions): Desired {
  requireValid(desiredSchema, desired, 'desired');
  const { nestedHVEnabled, extraConfig = {} } = desired;
  const named = { ...(nestedHVEnabled !== undefined && { nestedHVEnabled }), extraConfig };
  if (profile !== undefined) {
    return withProfile(named, profile);
  }
  if (nestedHVEnabled === undefined && Object.keys(extraConfig).length === 0) {
    throw new InvalidValueError('desired', 'is empty: name nestedHVEnabled or an advanced option');
  }
  return named;
}

/** Plans of facts come in the order of the facts. */
function inOrderOf(vms: WhichVms | readonly VmFacts[], plans: VmPlan[]): VmPlan[] {
  const list: readonly unknown[] = Array.isArray(vms) ? vms : [];
  const places = new Map(
    list.flatMap((one, place) =>
      typeof one === 'string' ? [] : [[vmKey(one as VmFacts), place] as const],
    ),
  );
  const placeOf = ({ facts }: VmPlan): number => places.get(vmKey(facts)) ?? 0;
  return plans.sort((one, other) => placeOf(one) - placeOf(other));
}
