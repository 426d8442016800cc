import {
  type Inventory,
  isWholeFleet,
  type Selection,
  type SelectOptions,
  type Session,
} from '../../vsphere/index.ts';
import { GuestHosts } from '../facts/guest-hosts.ts';
import { retrieveSurroundings } from '../facts/retrieve-surroundings.ts';
import { nobody, type SelfFacts, type Surroundings } from '../facts/surroundings.ts';
import { retrieveFacts, type VmFacts } from '../facts/vm-facts.ts';
import { neededPrivileges } from './actions.ts';
import type { Desired } from './change.ts';
import { attributesOf } from './down-limits.ts';
import { translate } from './extra-config.ts';
import { planVm } from './plan.ts';
import type { ProfileName } from './profiles.ts';
import type { PlanOptions, VmPlan } from './vm-plan.ts';

export interface PlanFleetOptions extends PlanOptions, SelectOptions {
  /** How to know this machine and the server among the VMs; default: they are not looked for. */
  readonly self?: SelfFacts;
  /** The hosts of all servers of the run: VMs may be guests elsewhere. Default: those of this server. */
  readonly guestHosts?: GuestHosts;
}

/**
 * Plans the chosen VMs: reads their facts, then what is around those that are to be changed, and nothing of the others.
 *
 * @throws what retrieveFacts and planVm throw.
 */
export async function planFleet(
  session: Session,
  inventory: Inventory,
  selection: Selection,
  wanted: Desired,
  options: PlanFleetOptions = {},
): Promise<VmPlan[]> {
  const { desired } = translate(wanted);
  const keys = Object.keys(desired.extraConfig);
  const { signal, onExcluded, profile } = options;
  const factsOptions = {
    signal,
    ...(onExcluded !== undefined && { onExcluded }),
    ...attributesOf(options.maxDownPer),
    details: true,
    vbsNeeds: profile === 'vbs',
    ...(keys.length > 0 && { extraConfig: keys }),
  };
  const seen: VmFacts[] = [];
  for await (const facts of retrieveFacts(session, inventory, selection, factsOptions)) {
    seen.push(facts);
  }
  const same = { desired: wanted, ...(profile !== undefined && { profile }) };
  const wholeFleet = isWholeFleet(selection);
  return await planFacts(session, inventory, seen, () => same, { ...options, wholeFleet });
}

/** What is wanted of one VM. */
export interface Wanted {
  readonly desired: Desired;
  readonly profile?: ProfileName;
}

/**
 * Plans VMs whose facts, details among them, have been read, each by what is wanted of it: reads what is around those that are to be
 * changed, in one pass for all.
 *
 * @throws what planVm throws.
 */
export async function planFacts(
  session: Session,
  inventory: Inventory,
  seen: readonly VmFacts[],
  desiredOf: (facts: VmFacts) => Wanted,
  options: PlanFleetOptions = {},
): Promise<VmPlan[]> {
  const {
    signal: _none,
    onExcluded: _no,
    self: _nobody,
    profile: _same,
    guestHosts: _hosts,
    ...rest
  } = options;
  const plan = (facts: VmFacts, surroundings?: Surroundings): VmPlan => {
    const { desired, profile } = desiredOf(facts);
    return planVm(facts, desired, surroundings, {
      ...rest,
      ...(profile !== undefined && { profile }),
    });
  };
  const drafts = seen.map((facts) => plan(facts));
  // What a profile needs can depend on the host, also for a VM that is as wanted already.
  const isConcerned = ({ fate, facts }: VmPlan): boolean =>
    fate !== 'unchanged' || desiredOf(facts).profile === 'vbs';
  const concerned = drafts.filter(isConcerned);
  if (concerned.length === 0) {
    return drafts;
  }
  const surroundings = await surroundingsOfPlans(session, inventory, concerned, options);
  return drafts.map((draft) => (isConcerned(draft) ? plan(draft.facts, surroundings) : draft));
}

/** Retrieves what is around VMs that are to be changed, as far as their drafts depend on it. */
export async function surroundingsOfPlans(
  session: Session,
  inventory: Inventory,
  concerned: readonly VmPlan[],
  {
    self = nobody,
    guestHosts = new GuestHosts([session]),
    signal,
    convertTemplates,
  }: PlanFleetOptions,
): Promise<Surroundings> {
  const powerCycled = concerned.filter(({ steps }) => steps.powerCycle !== undefined);
  const converted = concerned.filter(
    ({ facts }) => facts.template === true && convertTemplates === true,
  );
  const privileges = new Set(
    concerned.flatMap((one) => {
      // Where to is found out with the surroundings; which rights it takes is known before.
      const { host } = one.facts;
      const steps =
        host !== undefined && converted.includes(one)
          ? { ...one.steps, convertTemplate: { pool: host, host } }
          : one.steps;
      return neededPrivileges(one.change, steps, one.facts);
    }),
  );
  const factsOf = (plans: readonly VmPlan[]): VmFacts[] => plans.map(({ facts }) => facts);
  const needs = {
    vms: factsOf(concerned),
    powerCycled: factsOf(powerCycled),
    converted: factsOf(converted),
    privileges: [...privileges],
    self,
    guestHosts,
  };
  return retrieveSurroundings(session, inventory, needs, { signal });
}
