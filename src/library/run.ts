import { z } from 'zod';
import { AbortedError } from '../errors.ts';
import { readSelf } from '../nested/facts/read-self.ts';
import type { VmPlan } from '../nested/plan/vm-plan.ts';
import { type Fields, plan as planSchema } from '../nested/run/journal/job-schema.ts';
import {
  resume as finishRun,
  type RollbackOptions as InnerRollbackOptions,
  type Recovered,
  rollback as undoRun,
} from '../nested/run/recover.ts';
import type { RecoveryPlan } from '../nested/run/recovery/plan-recovery.ts';
import {
  type CarryOutOptions,
  run as carryOut,
  type RunOptions as InnerRunOptions,
  type RunResult,
} from '../nested/run/run.ts';
import type { Session } from '../vsphere/index.ts';
import {
  callback,
  callFields,
  checkedOptions,
  count,
  milliseconds,
  requireValid,
  sessionsOf,
  text,
} from './check.ts';
import { conditionFields, type PlanOptions } from './plan.ts';

/** Where a run keeps its state, and how it goes about its VMs. */
export type ResumeOptions = Omit<CarryOutOptions, 'staysDown'>;

export type RunOptions = Omit<InnerRunOptions, 'staysDown' | 'limits'>;

export interface RollbackOptions extends ResumeOptions, Pick<InnerRollbackOptions, 'journal'> {
  /** What the rollback may do to the VMs, as for any change. */
  readonly plan?: Omit<PlanOptions, 'profile' | 'signal'>;
}

const resumeFields = {
  state: text,
  signal: callFields.signal,
  onBreak: callback,
  onBegin: callback,
  onEvent: callback,
  concurrency: count.optional(),
  perHost: count.optional(),
  powerCycles: count.optional(),
  powerCyclesPerHost: count.optional(),
  shutdownTimeoutMs: milliseconds,
  guestTimeoutMs: milliseconds,
  lingerMs: milliseconds,
  patienceMs: milliseconds,
  busyTimeoutMs: milliseconds,
  pollMs: count.optional(),
  maxFailures: count.optional(),
  canary: z.int().min(0).optional(),
  limit: count.optional(),
  notAfter: z.date().optional(),
  factsReadAt: z.date().optional(),
} satisfies Fields<ResumeOptions>;

const runFields = {
  ...resumeFields,
  journal: text.optional(),
  command: text.optional(),
} satisfies Fields<RunOptions>;

const rollbackFields = {
  ...resumeFields,
  journal: text.optional(),
  plan: z.strictObject(conditionFields).optional(),
} satisfies Fields<RollbackOptions>;

/**
 * Carries out all plans whose fate is `change`: locks their VMs, writes down each step before it is taken, shuts down what has to be off,
 * changes it, reads everything back, and starts again what ran. One VM's failure is its own; a server that no longer answers ends the run
 * there alone.
 *
 * @param sessions one for each server that the plans were made for
 * @param options `state` is a folder, made if it is not there. Runs exclude each other if they share it: give all runs of a machine the same
 * @returns what became of each VM, and the journal for `resume` and `rollback`
 * @throws LockedError (LOCKED) if another run works on one of the VMs; StateError (STATE_UNWRITABLE) if the folder or the journal cannot be
 *   written; AbortedError (ABORTED) if `signal` has fired before; what `onBegin` throws; InvalidValueError. Nothing was changed in any of these
 */
export async function run(
  sessions: Session | readonly Session[],
  plans: readonly VmPlan[],
  options: RunOptions,
): Promise<RunResult> {
  const all = sessionsOf(sessions);
  requireValid(z.array(planSchema), plans, 'plans');
  const how = checkedOptions<RunOptions>(runFields, options);
  requireNotAborted(all, how);
  return carryOut(all, plans, how);
}

/**
 * Finishes a run that was killed or ended early, or that a server was lost to: its VMs are changed, and what ran runs again. It goes on
 * writing the run's journal.
 *
 * @param sessions one for each server of the run; VMs of the others are left alone and named in the result's `unreached`
 * @param journal the path of the run's journal, or what `planRecovery` of vhv/journal has made of it
 * @throws as `run`; FileUnreadableError (FILE_UNREADABLE) and DamagedFileError (DAMAGED_FILE) for the journal; JournalChangedError if a run
 *   has written to it since it was read; InvalidValueError if the run was rolled back. Nothing was changed in any of these
 */
export async function resume(
  sessions: Session | readonly Session[],
  journal: string | RecoveryPlan,
  options: ResumeOptions,
): Promise<Recovered> {
  const all = sessionsOf(sessions);
  requireJournal(journal);
  const how = checkedOptions<ResumeOptions>(resumeFields, options);
  requireNotAborted(all, how);
  return finishRun(all, journal, how);
}

/**
 * Undoes a run: exact previous values, removed keys and power states. It writes a journal of its own. A hardware upgrade and a discarded
 * suspended state cannot be undone; they are in the result's `lasting`.
 *
 * @param journal as for `resume`
 * @param options `plan: { powerCycle: 'soft' }` lets it power-cycle VMs that run
 * @throws as `resume`
 */
export async function rollback(
  sessions: Session | readonly Session[],
  journal: string | RecoveryPlan,
  options: RollbackOptions,
): Promise<Recovered> {
  const all = sessionsOf(sessions);
  requireJournal(journal);
  const { plan, ...others } = checkedOptions<RollbackOptions>(rollbackFields, options);
  requireNotAborted(all, others);
  return undoRun(all, journal, { ...others, plan: { ...plan, selfOf: readSelf } });
}

/** @throws AbortedError if the signal has fired before anything was begun */
function requireNotAborted(
  sessions: readonly Session[],
  { signal }: Pick<ResumeOptions, 'signal'>,
): void {
  if (signal?.aborted === true) {
    const endpoint = sessions.map((session) => session.endpoint).join(', ');
    throw new AbortedError('the signal had fired before the run began. Nothing was changed', {
      endpoint,
      requestSent: false,
      cause: signal.reason,
    });
  }
}

/** What the readers of journals make is not looked at again. @throws InvalidValueError */
function requireJournal(journal: string | RecoveryPlan): void {
  const isPlanned = z.looseObject({
    kind: z.enum(['resume', 'rollback']),
    record: z.looseObject({ path: text }),
    jobs: z.array(z.unknown()),
  });
  requireValid(typeof journal === 'object' ? isPlanned : text, journal, 'journal');
}
