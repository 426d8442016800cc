import type { OptionScalar } from '../inventory-file/inventory-data.ts';
import type { OptionDef, OptionType } from '../types.ts';

/** An advanced option as a build of ESXi knows it: the list is fixed per build (vSphere 8.0 SDK guide). */
export interface OptionDefinition {
  readonly key: string;
  /** What `optionDef` says; undefined for the few options that have none (docs/facts.md#host-options). */
  readonly optionType: (OptionType & { readonly _type: string }) | undefined;
  readonly defaultValue: OptionScalar;
  /** The first version that has it; undefined where every version has it. */
  readonly since: string | undefined;
}

/** The version that brought options that a 6.7 host does not have, as far as the recordings tell. */
export const since8 = '7.0.0';
export const readOnly = true;

export function long(
  key: string,
  min: bigint,
  max: bigint,
  defaultValue: bigint,
  since?: string,
): OptionDefinition {
  const optionType = { _type: 'LongOption', valueIsReadonly: false, min, max, defaultValue };
  return { key, optionType, defaultValue, since };
}

export function int(
  key: string,
  min: number,
  max: number,
  defaultValue: number,
  since?: string,
): OptionDefinition {
  const optionType = { _type: 'IntOption', valueIsReadonly: false, min, max, defaultValue };
  return { key, optionType, defaultValue, since };
}

export function bool(key: string, defaultValue: boolean, since?: string): OptionDefinition {
  const optionType = { _type: 'BoolOption', valueIsReadonly: false, supported: true, defaultValue };
  return { key, optionType, defaultValue, since };
}

export function text(
  key: string,
  defaultValue: string,
  since?: string,
  valueIsReadonly = false,
): OptionDefinition {
  const optionType = { _type: 'StringOption', valueIsReadonly, defaultValue };
  return { key, optionType, defaultValue, since };
}

export function choice(
  key: string,
  choices: readonly string[],
  defaultValue: string,
  since?: string,
): OptionDefinition {
  const choiceInfo = choices.map((name) => ({ label: name, summary: name, key: name }));
  const defaultIndex = choices.indexOf(defaultValue);
  const optionType = { _type: 'ChoiceOption', valueIsReadonly: false, choiceInfo, defaultIndex };
  return { key, optionType, defaultValue, since };
}

/** An option without an entry in `optionDef`. */
export function undescribed(key: string, defaultValue: string, since?: string): OptionDefinition {
  return { key, optionType: undefined, defaultValue, since };
}

/** Label and summary are our own: the real texts are VMware's. */
export function optionDef({ key, optionType }: OptionDefinition): OptionDef | undefined {
  return (
    optionType && { label: key.slice(key.lastIndexOf('.') + 1), summary: key, key, optionType }
  );
}
