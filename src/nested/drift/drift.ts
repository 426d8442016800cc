import type { MoRef } from '../../vim25/index.ts';
import type { Inventory, Session } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { type Desired, diff } from '../plan/change.ts';
import { translate } from '../plan/extra-config.ts';
import type { Fleet } from './fleet-schema.ts';
import { type LastChange, retrieveLastChanges } from './last-changes.ts';
import { type RuledOptions, type RuledVm, retrieveRuledVms } from './ruled-vms.ts';
import type { RuleUse } from './rules.ts';

export interface DriftOptions extends RuledOptions {
  /** Of how many VMs that differ the server's event history is asked, a request each; default 100. */
  readonly history?: number;
}

/** One setting that is not as wanted, or that could not be read. Null is 'not there'. */
export interface Difference {
  /** `nestedHVEnabled`, or the key of an advanced option. */
  readonly key: string;
  /** `on` and `off` for nestedHVEnabled. */
  readonly wanted: string | null;
  /** Absent where it could not be read. */
  readonly actual?: string | null;
  /** Who made it so and when; absent where the history does not tell. */
  readonly changed?: LastChange;
}

/** How a VM stands to the file. `unknown`: something that a rule wants could not be read, and the rest is as wanted. */
export type DriftState = 'in-sync' | 'drifted' | 'unknown' | 'unmanaged';

export interface VmDrift {
  readonly endpoint: string;
  readonly moRef: MoRef;
  readonly name: string;
  readonly path: string;
  readonly state: DriftState;
  /** The rule that decides, and those below it that match as well. */
  readonly rule?: string;
  readonly overruled: readonly string[];
  readonly differences: readonly Difference[];
}

/** What one server's VMs are like, beside what a file says that they should be. Plain data. */
export interface Drift {
  readonly endpoint: string;
  readonly vms: readonly VmDrift[];
  /** In the order of the file. */
  readonly rules: readonly RuleUse[];
  readonly history: {
    /** How many VMs that differ were left out, as more did than are asked for. */
    readonly notAsked: number;
    /** What kept the history from being read, in a word each. */
    readonly failures: readonly string[];
  };
}

/**
 * Compares VMs with a fleet file. Changes nothing.
 *
 * @throws what retrieveRuledVms throws; ExchangeError; FaultError where the session has ended.
 */
export async function findDrift(
  session: Session,
  inventory: Inventory,
  fleet: Fleet,
  options: DriftOptions = {},
): Promise<Drift> {
  const { signal, history: most = 100 } = options;
  const ruled = await retrieveRuledVms(session, inventory, fleet, options);
  const vms = ruled.vms.map(compare);
  const drifted = vms.filter(({ state }) => state === 'drifted');
  const { changes, failures } = await retrieveLastChanges(session, drifted.slice(0, most), {
    signal,
  });
  return {
    endpoint: session.endpoint,
    vms: vms.map((vm) => ({
      ...vm,
      differences: vm.differences.map((difference) => {
        const changed = changes.get(vm.moRef.value)?.get(difference.key);
        return changed === undefined ? difference : { ...difference, changed };
      }),
    })),
    rules: ruled.rules,
    history: { notAsked: Math.max(0, drifted.length - most), failures },
  };
}

function compare({ facts, rule, overruled, wanted }: RuledVm): VmDrift {
  const { endpoint, moRef, name, path } = facts;
  const differences = wanted === undefined ? [] : [...differencesOf(facts, wanted.desired)];
  const isDrifted = differences.some(({ actual }) => actual !== undefined);
  const managed = isDrifted ? 'drifted' : differences.length > 0 ? 'unknown' : 'in-sync';
  return {
    endpoint,
    moRef,
    name,
    path,
    state: wanted === undefined ? 'unmanaged' : managed,
    ...(rule !== undefined && { rule }),
    overruled,
    differences,
  };
}

function* differencesOf(facts: VmFacts, wanted: Desired): Generator<Difference> {
  const { desired } = translate(wanted);
  const { nestedHVEnabled: flag, extraConfig } = diff(facts, desired);
  const isReadable = facts.changeVersion !== undefined;
  if (desired.nestedHVEnabled !== undefined && !isReadable) {
    yield { key: 'nestedHVEnabled', wanted: onOff(desired.nestedHVEnabled) };
  } else if (flag !== undefined) {
    yield { key: 'nestedHVEnabled', wanted: onOff(flag.to), actual: onOff(flag.from) };
  }
  if (isReadable && facts.extraConfig !== undefined) {
    yield* extraConfig.map(({ key, from, to }) => ({ key, wanted: to, actual: from }));
  } else {
    yield* Object.entries(desired.extraConfig).map(([key, to]) => ({ key, wanted: to }));
  }
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}
