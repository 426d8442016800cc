import { InvalidValueError } from '../../errors.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { intendActions, neededPrivileges } from './actions.ts';
import { type Desired, diff, isEmpty, type VmChange } from './change.ts';
import { translate } from './extra-config.ts';
import { requireAcceptable } from './finding.ts';
import type { IntendedActions, PlanOptions } from './vm-plan.ts';

/** What is to be done about one VM, as far as the VM itself shows it: nothing around it was looked at. Plain data. */
export interface Intent {
  readonly facts: VmFacts;
  readonly change: VmChange;
  /** The VM is as wanted already, and was read whole. */
  readonly isMet: boolean;
  readonly actions: IntendedActions;
  /** What the user has to be allowed on the VM. */
  readonly privileges: readonly string[];
  /** Advanced options are wanted, and the VM's were not read. */
  readonly keysUnknown: boolean;
  /** `vhv.enable` was wanted as an advanced option. */
  readonly flagTranslated: boolean;
  readonly options: PlanOptions;
}

const powerCycles: readonly unknown[] = [undefined, 'never', 'soft', 'hard'];

/** A program in JavaScript that misspells `soft` must not power anything off. @throws InvalidValueError */
function requirePowerCycle({ powerCycle }: PlanOptions): void {
  if (!powerCycles.includes(powerCycle)) {
    throw new InvalidValueError('powerCycle', 'must be never, soft or hard');
  }
}

/**
 * Compares a VM with what is wanted of it.
 *
 * @throws InvalidValueError for an advanced option that the server would drop without a word, as `translate` does, and for a code in
 * `accept` that cannot be accepted.
 */
export function intendVm(facts: VmFacts, wanted: Desired, options: PlanOptions = {}): Intent {
  requireAcceptable(options.accept ?? []);
  requirePowerCycle(options);
  const { desired, flagTranslated } = translate(wanted);
  const change = diff(facts, desired);
  const keysUnknown =
    facts.extraConfig === undefined && Object.keys(desired.extraConfig).length > 0;
  // A configuration that was not read has no differences, and must not pass for one that is as wanted.
  const isMet = facts.changeVersion !== undefined && !keysUnknown && isEmpty(change);
  const actions = isMet ? {} : intendActions(facts, change, options);
  const privileges = isMet ? [] : neededPrivileges(change, actions, facts);
  return { facts, change, isMet, actions, privileges, keysUnknown, flagTranslated, options };
}
