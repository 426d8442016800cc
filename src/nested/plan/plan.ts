import type { VmFacts } from '../facts/vm-facts.ts';
import { type Desired, diff, isEmpty, type VmChange } from './change.ts';
import type { Finding } from './finding-codes.ts';
import { finding, findObstacles } from './findings.ts';

/** What will become of a VM: it is changed, it is as it should be already, or something stands in the way. */
export type Fate = 'change' | 'unchanged' | 'blocked';

export interface VmPlan {
  readonly facts: VmFacts;
  readonly change: VmChange;
  readonly fate: Fate;
  readonly findings: readonly Finding[];
}

/** Plans one VM: a pure function of what was seen and what is wanted. */
export function planVm(facts: VmFacts, desired: Desired): VmPlan {
  const change = diff(facts, desired);
  // Where the configuration is not known, nothing that differs is no proof of anything: the findings say why.
  const keysUnknown =
    facts.extraConfig === undefined && Object.keys(desired.extraConfig).length > 0;
  const isKnown = facts.changeVersion !== undefined && !keysUnknown;
  if (isKnown && isEmpty(change)) {
    return { facts, change, fate: 'unchanged', findings: [] };
  }
  const findings = [
    ...findObstacles(facts, change),
    ...(keysUnknown ? [finding('CONFIG_UNREADABLE', { unreadable: 'config.extraConfig' })] : []),
  ];
  const blocked = findings.some(({ severity }) => severity === 'blocker');
  return { facts, change, fate: blocked ? 'blocked' : 'change', findings };
}
