import {
  type Inventory,
  parseSelector,
  parseWhere,
  type SelectedVm,
  type Selection,
  SelectionFilter,
  withinKinds,
} from '../../vsphere/index.ts';
import type { Desired } from '../plan/change.ts';
import { translate } from '../plan/extra-config.ts';
import type { Wanted } from '../plan/plan-fleet.ts';
import { desiredOf, managesAnything } from './desired.ts';
import type { Fleet, FleetRule } from './fleet-schema.ts';

/** What became of one rule. */
export interface RuleUse {
  readonly name: string;
  /** VMs that it matches, and of those the ones that no rule above it has decided. */
  readonly matched: number;
  readonly decided: number;
  /** Of its selectors, those that match nothing. */
  readonly unmatched: readonly string[];
  /** Whether it is about other servers than this one. */
  readonly elsewhere: boolean;
}

/** What the rules say of one VM. */
export interface Ruling {
  /** The rule that decides; absent where none matches. */
  readonly rule?: string;
  /** Rules further down that match as well. */
  readonly overruled: readonly string[];
  /** What is wanted; absent where the VM is unmanaged. */
  readonly wanted?: Wanted;
}

interface Rule {
  readonly name: string;
  readonly desired: Desired;
  readonly wanted?: Wanted;
  readonly filter: SelectionFilter;
  readonly elsewhere: boolean;
  matched: number;
  decided: number;
}

/** The rules of a fleet file on one server: the first that matches a VM decides, alone. */
export class Rules {
  /** What has to be retrieved of a VM to tell which rules match. */
  readonly paths: readonly string[];
  /** The advanced options that any rule is about. */
  readonly keys: readonly string[];
  readonly #rules: readonly Rule[];
  readonly #here: readonly Rule[];

  /** @param endpointNames what rules may call this server */
  constructor(inventory: Inventory, fleet: Fleet, endpointNames: readonly string[]) {
    this.#rules = fleet.rules.map((rule, index) => compile(inventory, rule, index, endpointNames));
    this.#here = this.#rules.filter(({ elsewhere }) => !elsewhere);
    this.paths = [...new Set(this.#here.flatMap(({ filter }) => filter.paths))];
    this.keys = [
      ...new Set(
        this.#here.flatMap(({ desired }) => Object.keys(translate(desired).desired.extraConfig)),
      ),
    ];
  }

  judge(vm: SelectedVm): Ruling {
    const matching = this.#here.filter(({ filter }) => filter.passes(vm));
    for (const rule of matching) {
      rule.matched += 1;
    }
    const [first, ...others] = matching;
    if (first === undefined) {
      return { overruled: [] };
    }
    first.decided += 1;
    const { name, wanted } = first;
    return {
      rule: name,
      overruled: others.map((other) => other.name),
      ...(wanted !== undefined && { wanted }),
    };
  }

  /**
   * What became of the rules, when all VMs have been judged.
   *
   * @throws AmbiguousError for a selector without a wildcard that several VMs match
   */
  uses(): readonly RuleUse[] {
    return this.#rules.map(({ name, matched, decided, filter, elsewhere }) => {
      filter.requireUnambiguous();
      const unmatched = elsewhere ? [] : filter.unmatched.map(({ text }) => text);
      return { name, matched, decided, unmatched, elsewhere };
    });
  }
}

function compile(
  inventory: Inventory,
  rule: FleetRule,
  index: number,
  endpointNames: readonly string[],
): Rule {
  const { name = `rules[${index}]`, endpoints, profile } = rule;
  const desired = desiredOf(rule);
  const wanted = { desired, ...(profile !== undefined && { profile }) };
  return {
    name,
    desired,
    ...(managesAnything(desired) && { wanted }),
    filter: new SelectionFilter(inventory, selectionOf(rule)),
    elsewhere: endpoints?.every((one) => !endpointNames.includes(one)) ?? false,
    matched: 0,
    decided: 0,
  };
}

function selectionOf({ select = [], where = [], ...rule }: FleetRule): Selection {
  return {
    selectors: select.map((text) => parseSelector(text)),
    within: withinKinds.flatMap((kind) =>
      (rule[kind] ?? []).map((text) => ({ kind, selector: parseSelector(text) })),
    ),
    // What is no property=glob the schema has refused.
    where: where.flatMap((text) => parseWhere(text) ?? []),
  };
}
