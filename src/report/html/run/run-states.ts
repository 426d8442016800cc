import type { Fate, VmPlan } from '../../../nested/plan/plan.ts';
import type { Outcome } from '../../../nested/run/outcome.ts';
import type { Named } from '../page-data.ts';

/** Where a VM stands in a run: before its turn, in it, or what became of it. */
export type RunState = 'waiting' | 'working' | 'reading-back' | Outcome | Exclude<Fate, 'change'>;

const outcomeStates = {
  changed: { label: 'Changed', tone: 'good' },
  unverified: { label: 'Not verified', tone: 'bad' },
  failed: { label: 'Failed', tone: 'bad' },
  'left-off': { label: 'Left off', tone: 'bad' },
  open: { label: 'May still go off', tone: 'bad' },
  unknown: { label: 'Not known', tone: 'unknown' },
  untouched: { label: 'Not begun', tone: 'open' },
} as const satisfies Readonly<Record<Outcome, Omit<Named, 'key'>>>;

const outcomeKeys = Object.keys(outcomeStates) as Outcome[];

/** Those of which a person has to be told. */
export const wentWrong: readonly RunState[] = outcomeKeys.filter(
  (key) => key !== 'changed' && key !== 'untouched',
);

/** In the order in which a VM comes by them; those that nothing is done with come last. */
export const runStates: readonly (Named & { readonly key: RunState })[] = [
  { key: 'waiting', label: 'Waiting', tone: 'open' },
  { key: 'working', label: 'Under way', tone: 'wait' },
  { key: 'reading-back', label: 'To be read back', tone: 'wait' },
  ...outcomeKeys.map((key) => ({ key, ...outcomeStates[key] })),
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
