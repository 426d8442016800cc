/** vhv/journal: what runs leave on the disk, read; and what a recovery would do, before it is done. */
export {
  findOpenJournals,
  formatPlanFile,
  planRecovery,
  type RecoveryOptions,
  readJournal,
  readPlanFile,
  refreshPlans,
} from './library/journal.ts';
export type { RunCourse, RunLimits } from './nested/plan/run-limits.ts';
export type { Job } from './nested/run/job.ts';
export type { PlanFile } from './nested/run/journal/plan-file.ts';
export type { JournalRecord, VmRecord } from './nested/run/journal/read-journal.ts';
export type { Lasting, RecoveryPlan } from './nested/run/recovery/plan-recovery.ts';
export type { OpenJournals } from './nested/run/state-folder.ts';
