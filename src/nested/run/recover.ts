import { InvalidValueError, VsphereError } from '../../errors.ts';
import type { Session } from '../../vsphere/index.ts';
import { outsideOf } from './job.ts';
import { JournalFile, operationIdOf } from './journal/journal-file.ts';
import { digestOf, type JournalRecord, readJournal } from './journal/read-journal.ts';
import { readFileText } from './journal/unreadable-file.ts';
import { planRecovery, type RecoveryPlan } from './recovery/plan-recovery.ts';
import type { RollbackPlanOptions } from './recovery/plan-rollbacks.ts';
import {
  type CarryOutOptions,
  carryOut,
  courseOf,
  type RunResult,
  takeLocks,
  writable,
} from './run.ts';
import { newJournalPath } from './state-folder.ts';

export type Recovered = RunResult & Omit<RecoveryPlan, 'jobs'>;

export interface RollbackOptions extends CarryOutOptions {
  /** A new file for the rollback's own journal. Default: a new name in the state folder's `journals`. */
  readonly journal?: string;
  /** Whether VMs may be power-cycled, as for any change. A resume does what was agreed upon. Not used if a plan is given. */
  readonly plan?: RollbackPlanOptions;
}

/** A run has written to the journal since it was read, so the plan made upon it may be wrong. Nothing was changed. */
export class JournalChangedError extends VsphereError {
  override name = 'JournalChangedError';

  constructor(path: string) {
    super(
      'JOURNAL_CHANGED',
      `${path} was left as it is: a run has written to it since it was read. Nothing was changed. Fix: look at it again`,
    );
  }
}

/**
 * Finishes what a run left behind that was killed, or that a server was lost to. It goes on writing the run's journal, and seals it if
 * nothing is left.
 *
 * @param of the run's journal, or what `planRecovery` has made of it
 * @throws LockedError, StateError, FileUnreadableError, DamagedFileError, JournalChangedError; InvalidValueError if the run was rolled back
 */
export async function resume(
  sessions: readonly Session[],
  of: string | RecoveryPlan,
  options: CarryOutOptions,
): Promise<Recovered> {
  const plan = await plannedFor(sessions, of, 'resume', { signal: options.signal });
  const { record, jobs, renamed, staysDown } = plan;
  const { path } = record;
  const command = `resume of ${path}`;
  // A VM that is blocked now may be free later.
  const staysOpen = plan.unreached.length + plan.lostDown.length + plan.blocked.length > 0;
  if (jobs.length > 0) {
    const begin = async (): Promise<JournalFile> => {
      await requireAsRead(record);
      return JournalFile.reopen(path, operationIdOf(sessions));
    };
    const course = { jobs, path, command, begin, staysOpen, renamed };
    const canary = Math.max(plan.canary, options.canary ?? 0);
    return { ...plan, ...(await carryOut(sessions, course, { ...options, canary, staysDown })) };
  }
  const isLeft = staysOpen || plan.movedOn.length > 0;
  if (!isLeft && !record.isSealed) {
    await seal(record, command, options, () => JournalFile.reopen(path));
  }
  return { ...plan, ...nothingDone, journal: path };
}

/**
 * Undoes a run: exact previous values, removed keys and power states. It writes a journal of its own, which a resume finishes. The run's is
 * sealed, also if there is nothing to undo: a resume of it would make the changes that were never to be made. What is blocked here can be
 * rolled back again.
 *
 * @param of the run's journal, or what `planRecovery` has made of it
 * @returns without `journal` if an earlier rollback has left nothing to undo
 * @throws LockedError, StateError, FileUnreadableError, DamagedFileError, JournalChangedError; InvalidValueError if there is a file at `journal`
 */
export async function rollback(
  sessions: readonly Session[],
  of: string | RecoveryPlan,
  options: RollbackOptions,
): Promise<Recovered> {
  const { plan: planOptions, journal, ...others } = options;
  const plan = await plannedFor(sessions, of, 'rollback', {
    signal: options.signal,
    ...planOptions,
  });
  const { record, jobs, staysDown } = plan;
  if (jobs.length === 0 && record.rolledBackBy !== undefined) {
    return { ...plan, ...nothingDone };
  }
  const command = `rollback of ${record.path}`;
  const path = journal ?? (await newJournalPath(options.state, 'rollback'));
  const { limits } = record;
  const begin = async (): Promise<JournalFile> => {
    await requireAsRead(record);
    const options = { limits, course: courseOf(others), operationId: operationIdOf(sessions) };
    return JournalFile.createRollback(path, record.path, command, jobs, options);
  };
  if (jobs.length > 0) {
    const course = { jobs, path, command, begin, outside: outsideOf(jobs, others.limit) };
    return { ...plan, ...(await carryOut(sessions, course, { ...others, staysDown })) };
  }
  await seal(record, command, options, begin);
  return { ...plan, ...nothingDone, journal: path };
}

const nothingDone = { outcomes: [], lost: [] } as const;

async function plannedFor(
  sessions: readonly Session[],
  of: string | RecoveryPlan,
  kind: RecoveryPlan['kind'],
  options: RollbackPlanOptions,
): Promise<RecoveryPlan> {
  if (typeof of === 'string') {
    const record = await readJournal(of, await readFileText(of));
    return planRecovery(sessions, record, kind, options);
  }
  if (of.kind !== kind) {
    throw new InvalidValueError('plan', `is one of a ${of.kind}, not of a ${kind}`);
  }
  return of;
}

/** Seals a journal of which nothing is left to do, unless a run is at work that writes it. */
async function seal(
  { path, vms }: JournalRecord,
  command: string,
  options: CarryOutOptions,
  open: () => Promise<JournalFile>,
): Promise<void> {
  const jobs = vms.map(({ job }) => job);
  await using _locks = await takeLocks(jobs, `${command}, ${path}`, options);
  await writable(path, async () => {
    await using journal = await open();
    await journal.seal();
  });
}

/** With the locks held nobody else writes it. @throws JournalChangedError */
async function requireAsRead({ path, digest }: JournalRecord): Promise<void> {
  if (digestOf(await readFileText(path)) !== digest) {
    throw new JournalChangedError(path);
  }
}
