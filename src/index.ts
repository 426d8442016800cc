/**
 * vhv: nested hardware virtualization on ESXi and vCenter, over vim25 SOAP.
 *
 * @example
 * await using session = await connect({ url: 'vc.example.com', username, password });
 * const inventory = await retrieveInventory(session);
 * for await (const facts of retrieveFacts(session, inventory, everything)) { … }
 */
export * from './errors.ts';
export type { Difference, DriftState, VmDrift } from './nested/drift/compare.ts';
export type { Drift, DriftOptions } from './nested/drift/drift.ts';
export { findDrift } from './nested/drift/drift.ts';
export { checkFleet, FleetFileError } from './nested/drift/fleet-file.ts';
export type { Fleet, FleetRule } from './nested/drift/fleet-schema.ts';
export type { LastChange } from './nested/drift/last-changes.ts';
export type { FleetFileOptions, FleetFilePlan } from './nested/drift/plan-fleet-file.ts';
export { planFleetFile } from './nested/drift/plan-fleet-file.ts';
export type { RuledVm } from './nested/drift/ruled-vms.ts';
export type { RuleUse } from './nested/drift/rules.ts';
export { GuestHosts } from './nested/facts/guest-hosts.ts';
export type { SelfFacts, Surroundings } from './nested/facts/surroundings.ts';
export type { FactsOptions, VmFacts } from './nested/facts/vm-facts.ts';
export { retrieveFacts } from './nested/facts/vm-facts.ts';
export type { AllowOptions, AllowOutcome, AllowPlan } from './nested/hosts/host-allow.ts';
export { applyHostAllow, planHostAllow } from './nested/hosts/host-allow.ts';
export type { ChosenHost, HostFacts } from './nested/hosts/host-facts.ts';
export { chooseHosts, retrieveHostFacts } from './nested/hosts/host-facts.ts';
export type { HostOptions, OptionChange, OptionOutcome } from './nested/hosts/host-options.ts';
export {
  applyHostOptions,
  findHostOptions,
  planHostOptions,
  readHostOptions,
} from './nested/hosts/host-options.ts';
export type { OptionAnswer } from './nested/hosts/host-switch.ts';
export type { HostVerdict, Judged } from './nested/hosts/host-verdict.ts';
export { judgeHost } from './nested/hosts/host-verdict.ts';
export type { Desired, KeyChange, VmChange } from './nested/plan/change.ts';
export { diff } from './nested/plan/change.ts';
export type { DownGroup, DownLimit } from './nested/plan/down-limits.ts';
export type { Translated } from './nested/plan/extra-config.ts';
export { translate } from './nested/plan/extra-config.ts';
export type { Finding, FindingCode, Severity } from './nested/plan/finding-codes.ts';
export { findingCodes } from './nested/plan/finding-codes.ts';
export type { Fate, PlannedActions, PlanOptions, VmPlan } from './nested/plan/plan.ts';
export { planVm } from './nested/plan/plan.ts';
export type { PlanFleetOptions } from './nested/plan/plan-fleet.ts';
export { planFleet } from './nested/plan/plan-fleet.ts';
export type { ProfileName } from './nested/plan/profiles.ts';
export { profiles, withProfile } from './nested/plan/profiles.ts';
export type { RunCourse, RunLimits } from './nested/plan/run-limits.ts';
export { surveyFleet } from './nested/plan/survey-fleet.ts';
export { describeIds } from './nested/run/drive/locate-vm.ts';
export { type Job, jobOf, vmKey } from './nested/run/job.ts';
export type { Applied, LostServer } from './nested/run/jobs/run-jobs.ts';
export { DamagedFileError } from './nested/run/journal/damaged-file.ts';
export { type JournalEnd, readJournalEnd } from './nested/run/journal/journal-end.ts';
export { operationIdOf } from './nested/run/journal/journal-file.ts';
export { formatPlanFile, type PlanFile, readPlanFile } from './nested/run/journal/plan-file.ts';
export {
  type JournalRecord,
  readJournal,
  type VmRecord,
} from './nested/run/journal/read-journal.ts';
export type { JournalEntry } from './nested/run/journal-entry.ts';
export type { LockHolder } from './nested/run/locks/run-files.ts';
export { describeHolder, type HeldLocks, LockedError } from './nested/run/locks/vm-locks.ts';
export type { JobOptions, RunEvent } from './nested/run/options.ts';
export type { Failure, Outcome, VmOutcome } from './nested/run/outcome.ts';
export { meaningOf } from './nested/run/outcome.ts';
export {
  JournalChangedError,
  type Recovered,
  type RollbackOptions,
  resume,
  rollback,
} from './nested/run/recover.ts';
export {
  hasWorkLeft,
  type Lasting,
  planRecovery,
  type RecoveryPlan,
} from './nested/run/recovery/plan-recovery.ts';
export { refreshPlans, StalePlanError } from './nested/run/recovery/stale-plan.ts';
export { type CarryOutOptions, type RunOptions, type RunResult, run } from './nested/run/run.ts';
export { StateError, type StatePart } from './nested/run/state-error.ts';
export {
  findOpenJournals,
  type OpenJournals,
  type RunState,
} from './nested/run/state-folder.ts';
export type { StepName } from './nested/run/steps.ts';
export { GuestLoginGate } from './nested/verify/guest-login-gate.ts';
export type {
  GuestLevel,
  GuestReason,
  Level,
  LevelName,
  LevelReason,
  Verdict,
  VmProof,
} from './nested/verify/levels.ts';
export type { VerifyOptions } from './nested/verify/verify.ts';
export { verify } from './nested/verify/verify.ts';
export type { HttpProxy, Route, TlsVersion } from './soap/index.ts';
export { parseProxy, probeCertificate } from './soap/index.ts';
export type { AnyValue, MoRef, OptionValue } from './vim25/index.ts';
export type {
  CallOptions,
  ConnectionOptions,
  ConnectOptions,
  Credentials,
  GuestLogin,
  SameServerProof,
  Selection,
  Selector,
  Transport,
  Trust,
} from './vsphere/index.ts';
export {
  connect,
  Inventory,
  parseSelector,
  parseValueGlob,
  proveSameServer,
  retrieveInventory,
  retrieveServerId,
  Session,
} from './vsphere/index.ts';
