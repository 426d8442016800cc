import type { DownLimit } from './down-limits.ts';

/** Which VMs of a run are begun, and in which order. Journals keep it, so that a resume goes on as was agreed. */
export interface RunCourse {
  /** Only the first so many VMs are begun. Default: all. */
  readonly limit?: number;
  /** So many VMs go first, and the others only if all of them did well. Default 0. */
  readonly canary?: number;
}

/** What was asked to hold for a run as a whole. Plan files and journals keep it, so that whoever agrees to go on is shown it again. */
export interface RunLimits {
  /** The selectors of VMs that are left out, as they were written. */
  readonly exclude: readonly string[];
  /** VMs that would have been chosen but for them. */
  readonly excluded: number;
  readonly maxDownPer: readonly DownLimit[];
}
