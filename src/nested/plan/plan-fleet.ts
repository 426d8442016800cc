import {
  isWholeFleet,
  type Selection,
  type SelectOptions,
  type Session,
} from '../../vsphere/index.ts';
import type { GuestHosts } from '../facts/guest-hosts.ts';
import type { SelfFacts } from '../facts/surroundings.ts';
import { retrieveFacts, type VmFacts } from '../facts/vm-facts.ts';
import type { Desired } from './change.ts';
import { attributesOf } from './down-limits.ts';
import { translate } from './extra-config.ts';
import { type Intent, intendVm } from './intent.ts';
import { judgeIntent } from './plan.ts';
import type { ProfileName } from './profiles.ts';
import { surroundingsOf } from './surroundings-of.ts';
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
 * @throws what retrieveFacts and intendVm throw.
 */
export async function planFleet(
  session: Session,
  selection: Selection,
  wanted: Desired,
  options: PlanFleetOptions = {},
): Promise<VmPlan[]> {
  const keys = Object.keys(translate(wanted).desired.extraConfig);
  const { signal, deadlineMs, onExcluded, inventory, profile } = options;
  const factsOptions = {
    signal,
    deadlineMs,
    ...(onExcluded !== undefined && { onExcluded }),
    ...(inventory !== undefined && { inventory }),
    ...attributesOf(options.maxDownPer),
    details: true,
    ...(keys.length > 0 && { extraConfig: keys }),
  };
  const seen: VmFacts[] = [];
  for await (const facts of retrieveFacts(session, selection, factsOptions)) {
    seen.push(facts);
  }
  const same = { desired: wanted, ...(profile !== undefined && { profile }) };
  return planFacts(session, seen, () => same, { ...options, wholeFleet: isWholeFleet(selection) });
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
 * @throws what intendVm throws.
 */
export async function planFacts(
  session: Session,
  seen: readonly VmFacts[],
  desiredOf: (facts: VmFacts) => Wanted,
  options: PlanFleetOptions = {},
): Promise<VmPlan[]> {
  const { signal, deadlineMs, onExcluded: _no, inventory: _tree, ...others } = options;
  const { self, guestHosts, ...rest } = others;
  const { profile: _byVm, ...planOptions } = rest;
  const intents = seen.map((facts) => {
    const { desired, profile } = desiredOf(facts);
    return intendVm(facts, desired, { ...planOptions, ...(profile !== undefined && { profile }) });
  });
  const concerned = intents.filter(dependsOnSurroundings);
  const surroundings =
    concerned.length === 0
      ? undefined
      : await surroundingsOf(session, concerned, { self, guestHosts, signal, deadlineMs });
  return intents.map((intent) =>
    judgeIntent(intent, dependsOnSurroundings(intent) ? surroundings : undefined),
  );
}

/** What a profile needs can depend on the host, also for a VM that is as wanted already. */
function dependsOnSurroundings({ isMet, options: { profile } }: Intent): boolean {
  return !isMet || profile === 'vbs';
}
