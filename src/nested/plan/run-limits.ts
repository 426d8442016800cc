import type { DownLimit } from './down-limits.ts';

/** What was asked to hold for a run as a whole. Plan files and journals keep it, so that whoever agrees to go on is shown it again. */
export interface RunLimits {
  /** The selectors of VMs that are left out, as they were written. */
  readonly exclude: readonly string[];
  /** VMs that would have been chosen but for them. */
  readonly excluded: number;
  readonly maxDownPer: readonly DownLimit[];
}
