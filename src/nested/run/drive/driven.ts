import type { VmFacts } from '../../facts/vm-facts.ts';
import type { Job } from '../job.ts';

/** What was last known of a VM, also where driving it failed. */
export interface Driven {
  /** As its turn has shown it. */
  job: Job;
  facts: VmFacts;
  /** Whether it is down because of this run or an earlier one, or may be at any moment. */
  mayBeDown: boolean;
  /** The VM with details, as it was read right after this run has started it; undefined if it was not read then. */
  started: VmFacts | undefined;
}
