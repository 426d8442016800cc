import type { MoRef } from '../../vim25/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { onOff } from '../on-off.ts';
import { type Desired, diff } from '../plan/change.ts';
import { translate } from '../plan/extra-config.ts';
import type { LastChange } from './last-changes.ts';
import type { RuledVm } from './ruled-vms.ts';

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

/** Compares a VM with what its rule wants. */
export function compare({ facts, rule, overruled, wanted }: RuledVm): VmDrift {
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
