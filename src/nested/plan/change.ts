import type { VirtualMachineConfigSpec } from '../../vim25/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';

/** What a VM should be like. Keys of extraConfig with null are to be gone; keys not named are none of our business. */
export interface Desired {
  readonly nestedHVEnabled?: boolean;
  readonly extraConfig: Readonly<Record<string, string | null>>;
}

/** One advanced option, before and after; null is 'not there'. */
export interface KeyChange {
  readonly key: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What differs between a VM and what it should be like: only that is ever sent. */
export interface VmChange {
  readonly nestedHVEnabled?: { readonly from: boolean; readonly to: boolean };
  readonly extraConfig: readonly KeyChange[];
}

/** Keys of a .vmx file are the same in any case, so the VM's own spelling is kept. */
function findKey(
  extraConfig: Readonly<Record<string, string>>,
  wanted: string,
): string | undefined {
  const lower = wanted.toLowerCase();
  return Object.hasOwn(extraConfig, wanted)
    ? wanted
    : Object.keys(extraConfig).find((key) => key.toLowerCase() === lower);
}

/** A key with an empty value is not there: that is how the API removes one. */
function presentValue(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** The value of a key as it is spelt here; null is 'not there'. What every object inherits, `constructor`, is no key of a VM. */
export function presentAt({ extraConfig = {} }: VmFacts, key: string): string | null {
  return Object.hasOwn(extraConfig, key) ? presentValue(extraConfig[key]) : null;
}

function keyChange(facts: VmFacts, wanted: string, value: string | null): KeyChange | undefined {
  const key = findKey(facts.extraConfig ?? {}, wanted) ?? wanted;
  const from = presentAt(facts, key);
  const to = presentValue(value);
  return from === to ? undefined : { key, from, to };
}

/** Compares a VM with what it should be like. Facts without extraConfig count as a VM without any. */
export function diff(facts: VmFacts, desired: Desired): VmChange {
  const keys = Object.entries(desired.extraConfig)
    .map(([key, to]) => keyChange(facts, key, to))
    .filter((change) => change !== undefined);
  const from = facts.nestedHVEnabled ?? false;
  const to = desired.nestedHVEnabled;
  return to === undefined || to === from
    ? { extraConfig: keys }
    : { nestedHVEnabled: { from, to }, extraConfig: keys };
}

/** The keys of extraConfig that a change is about. */
export function keysOf(change: VmChange): readonly string[] {
  return change.extraConfig.map(({ key }) => key);
}

export function isEmpty(change: VmChange): boolean {
  return change.nestedHVEnabled === undefined && change.extraConfig.length === 0;
}

/**
 * The ConfigSpec that makes the change, and nothing else. With `changeVersion` the server refuses it for a VM that has changed
 * since the facts were read. A server of before 5.1 gets the key of the .vmx in place of the flag.
 */
export function configSpec(facts: VmFacts, change: VmChange): VirtualMachineConfigSpec {
  const { nestedHVEnabled: flag } = change;
  const { switchKey } = facts;
  const extraConfig = change.extraConfig.map(({ key, to }) => ({ key, value: to ?? '' }));
  if (switchKey !== undefined && flag !== undefined) {
    extraConfig.push({ key: switchKey, value: flag.to ? 'TRUE' : 'FALSE' });
  }
  return {
    ...(facts.changeVersion === undefined ? {} : { changeVersion: facts.changeVersion }),
    ...(extraConfig.length === 0 ? {} : { extraConfig }),
    ...(flag === undefined || switchKey !== undefined ? {} : { nestedHVEnabled: flag.to }),
  };
}

/** The values that a change makes. */
export function valuesAfter({ nestedHVEnabled: flag, extraConfig }: VmChange): Desired {
  return {
    ...(flag === undefined ? {} : { nestedHVEnabled: flag.to }),
    extraConfig: Object.fromEntries(extraConfig.map(({ key, to }) => [key, to])),
  };
}

/** The change that undoes a change: the values that there were are those that it makes. */
export function reverse({ nestedHVEnabled: flag, extraConfig }: VmChange): VmChange {
  return {
    ...(flag === undefined ? {} : { nestedHVEnabled: { from: flag.to, to: flag.from } }),
    extraConfig: extraConfig.map(({ key, from, to }) => ({ key, from: to, to: from })),
  };
}

/** What of a change is not so in newly read facts: empty where all took effect. */
export function unmet(facts: VmFacts, change: VmChange): VmChange {
  return diff(facts, valuesAfter(change));
}
