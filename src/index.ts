/**
 * vhv: nested hardware virtualization on ESXi and vCenter, over vim25 SOAP.
 *
 * @example
 * await using session = await connect({ url: 'vc.example.com', username, password });
 * const plans = await plan(session, '/DC0/vm/lab/*', { nestedHVEnabled: true }, { powerCycle: 'soft' });
 * const { outcomes, journal } = await run(session, plans, { state: '/var/lib/vhv' });
 */
export type * from './errors.ts';
export { VsphereError } from './errors.ts';
export type { SignalOptions } from './library/check.ts';
export { type ConnectionOptions, type ConnectOptions, connect } from './library/connect.ts';
export {
  type DriftOptions,
  drift,
  type PlanFleetOptions,
  planFleet,
} from './library/drift.ts';
export type { ErrorCode } from './library/error-codes.ts';
export { type ErrorsByCode, type Faulty, isFault, isVsphereError } from './library/guards.ts';
export { type DesiredState, type PlanOptions, plan } from './library/plan.ts';
export {
  type ResumeOptions,
  type RollbackOptions,
  type RunOptions,
  resume,
  rollback,
  run,
} from './library/run.ts';
export { type SelectOptions, select } from './library/select.ts';
export type { Texts, VmSelection, WhichVms } from './library/selection.ts';
export { type VerifyOptions, verify } from './library/verify.ts';
export type { Difference, DriftState, VmDrift } from './nested/drift/compare.ts';
export type { Drift } from './nested/drift/drift.ts';
export type { FleetFileError } from './nested/drift/fleet-file.ts';
export type { Fleet, FleetRule } from './nested/drift/fleet-schema.ts';
export type { LastChange } from './nested/drift/last-changes.ts';
export type { RuleUse } from './nested/drift/rules.ts';
export type { VmFacts } from './nested/facts/vm-facts.ts';
export type { KeyChange, VmChange } from './nested/plan/change.ts';
export type { DownGroup, DownLimit } from './nested/plan/down-limits.ts';
export {
  type Finding,
  type FindingCode,
  findingCodes,
  type Severity,
} from './nested/plan/finding-codes.ts';
export type { Fate, PlannedActions, VmPlan } from './nested/plan/plan.ts';
export { type ProfileName, profiles } from './nested/plan/profiles.ts';
export { failureCodes } from './nested/run/failure-codes.ts';
export type { Applied, LostServer } from './nested/run/jobs/run-jobs.ts';
export type { DamagedFileError } from './nested/run/journal/damaged-file.ts';
export type { FileUnreadableError } from './nested/run/journal/unreadable-file.ts';
export type { HeldLocks, LockedError } from './nested/run/locks/vm-locks.ts';
export type { RunEvent } from './nested/run/options.ts';
export {
  type Failure,
  type Outcome,
  outcomeMeanings,
  type VmOutcome,
} from './nested/run/outcome.ts';
export type { JournalChangedError, Recovered } from './nested/run/recover.ts';
export type { RecoveryPlan } from './nested/run/recovery/plan-recovery.ts';
export type { StalePlanError } from './nested/run/recovery/stale-plan.ts';
export type { RunResult } from './nested/run/run.ts';
export type { StateError } from './nested/run/state-error.ts';
export type { StepName } from './nested/run/steps.ts';
export type {
  GuestLevel,
  GuestReason,
  Level,
  LevelName,
  LevelReason,
  Verdict,
  VmProof,
} from './nested/verify/levels.ts';
export type { HttpProxy, TlsVersion } from './soap/index.ts';
export type { MoRef } from './vim25/index.ts';
export type {
  Credentials,
  GuestLogin,
  Session,
  Transport,
  Trust,
} from './vsphere/index.ts';
