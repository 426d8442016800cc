import type { Failure, Outcome } from './outcome.ts';
import type { StepName } from './steps.ts';

/** What a run writes down while it goes on: a step before it is taken, an outcome when it is known. */
export type JournalEntry =
  | { readonly kind: 'step'; readonly vm: string; readonly step: StepName }
  | {
      readonly kind: 'outcome';
      readonly vm: string;
      readonly outcome: Outcome;
      readonly error?: Failure;
    };

/** Where a run writes its journal to. */
export interface Journal {
  /** Resolves when the entry is on the disk, so that it outlives this process. */
  append(entry: JournalEntry): Promise<void>;
}
