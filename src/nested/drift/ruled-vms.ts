import {
  retrieveInventory,
  retrieveSelected,
  type Selection,
  type SelectOptions,
  type Session,
} from '../../vsphere/index.ts';
import { type FactsOptions, factPaths, readFacts, type VmFacts } from '../facts/vm-facts.ts';
import { vmSwitchOf } from '../facts/vm-switch.ts';
import type { Fleet } from './fleet-schema.ts';
import { Rules, type RuleUse, type Ruling } from './rules.ts';

export interface RuledOptions extends SelectOptions {
  /** The VMs to look at; all by default. */
  readonly selection?: Selection;
  /** What rules may call this server in `endpoints`; its address and its host by default. */
  readonly endpointNames?: readonly string[];
}

/** A VM, and what the rules say of it. */
export interface RuledVm extends Ruling {
  readonly facts: VmFacts;
}

export interface RuledVms {
  readonly vms: readonly RuledVm[];
  /** In the order of the file. */
  readonly rules: readonly RuleUse[];
}

const everything: Selection = { selectors: [], within: [], where: [] };

/**
 * Retrieves VMs with the advanced options that rules are about, once, and judges each by the rules.
 *
 * @throws NotFoundError where the selection matches nothing; AmbiguousError where a name without a wildcard, of the selection or of a
 * rule, is that of several VMs.
 */
export async function retrieveRuledVms(
  session: Session,
  fleet: Fleet,
  {
    signal,
    onExcluded,
    selection = everything,
    inventory: given,
    endpointNames,
    ...factsOptions
  }: RuledOptions & Pick<FactsOptions, 'details' | 'attributes'>,
): Promise<RuledVms> {
  const names = endpointNames ?? [session.endpoint, new URL(session.endpoint).hostname];
  const inventory = given ?? (await retrieveInventory(session, { signal }));
  const rules = new Rules(inventory, fleet, names);
  const { keys } = rules;
  const options = {
    signal,
    inventory,
    ...(onExcluded !== undefined && { onExcluded }),
    ...factsOptions,
    ...(keys.length > 0 && { extraConfig: keys }),
    ...vmSwitchOf(session),
  };
  const paths = [...factPaths(session, options), ...rules.paths];
  const vms: RuledVm[] = [];
  for await (const vm of retrieveSelected(session, selection, paths, options)) {
    vms.push({ facts: readFacts(session.endpoint, vm, options), ...rules.judge(vm) });
  }
  return { vms, rules: rules.uses() };
}
