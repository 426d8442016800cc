import type { Outcome } from '../../../nested/apply/outcome.ts';
import type { Fate, VmPlan } from '../../../nested/plan/plan.ts';
import type { Named } from '../page-data.ts';

/** Where a VM stands in a run: before its turn, in it, or what became of it. */
export type RunState = 'waiting' | 'working' | 'reading-back' | Outcome | Exclude<Fate, 'change'>;

/** In the order in which a VM comes by them; those that nothing is done with come last. */
export const runStates: readonly (Named & { readonly key: RunState })[] = [
  { key: 'waiting', label: 'Waiting', tone: 'open' },
  { key: 'working', label: 'Under way', tone: 'wait' },
  { key: 'reading-back', label: 'To be read back', tone: 'wait' },
  { key: 'changed', label: 'Changed', tone: 'good' },
  { key: 'unverified', label: 'Not verified', tone: 'bad' },
  { key: 'failed', label: 'Failed', tone: 'bad' },
  { key: 'left-off', label: 'Left off', tone: 'bad' },
  { key: 'open', label: 'May still go off', tone: 'bad' },
  { key: 'unknown', label: 'Not known', tone: 'unknown' },
  { key: 'untouched', label: 'Not begun', tone: 'open' },
  { key: 'blocked', label: 'Blocked', tone: 'bad' },
  { key: 'unchanged', label: 'As wanted already', tone: 'info' },
];

/** Where a VM stands before the run begins. */
export function firstStateOf({ fate }: VmPlan): RunState {
  return fate === 'change' ? 'waiting' : fate;
}

const indexes = new Map(runStates.map(({ key }, index) => [key, index]));

/** The place of a state in `runStates`, which is what a page is told. */
export function indexOfState(state: RunState): number {
  return indexes.get(state) ?? -1;
}
