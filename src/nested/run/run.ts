import { InvalidValueError } from '../../errors.ts';
import type { Session } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import type { VmPlan } from '../plan/plan.ts';
import type { RunCourse, RunLimits } from '../plan/run-limits.ts';
import { type Job, jobOf, outsideOf } from './job.ts';
import { type Applied, runJobs } from './jobs/run-jobs.ts';
import { JournalFile, operationIdOf } from './journal/journal-file.ts';
import type { JournalEntry } from './journal-entry.ts';
import { type LockOptions, VmLocks } from './locks/vm-locks.ts';
import type { JobOptions } from './options.ts';
import { meaningOf } from './outcome.ts';
import { StateError } from './state-error.ts';
import { locksIn, newJournalPath, type RunState } from './state-folder.ts';

/** What every run is given: where it keeps its state, and how it goes about its VMs. */
export interface CarryOutOptions extends RunState, LockOptions, Omit<JobOptions, 'journal'> {
  /**
   * Is called when the locks are held and the journal is on the disk: before anything is sent that changes a VM. It is waited for. If it throws,
   * the run ends in its error, and the journals are as they were before the call.
   */
  readonly onBegin?: (journal: string) => void | Promise<void>;
}

export interface RunOptions extends CarryOutOptions {
  /** A new file for the journal. Default: a new name in the state folder's `journals`. */
  readonly journal?: string;
  /** What the run is, for people who read its journal or find its locks. Default `run`. */
  readonly command?: string;
  /** What was asked to hold for the run as a whole: its journal keeps it. */
  readonly limits?: RunLimits | undefined;
}

export interface RunResult extends Applied {
  /** The journal that was written, for `resume` and `rollback`; absent if there was nothing to do. */
  readonly journal?: string;
}

/**
 * Carries out all plans whose fate is `change`. It locks the VMs, writes down what it is going to do, shuts down what has to be off, changes
 * it, reads everything back, starts again what ran, and seals the journal if nobody has to come back to it. One VM's failure is its own; a
 * server that no longer answers ends the run on that server alone.
 *
 * @param sessions one for each server that the plans were made for
 * @throws LockedError if another run with the same state folder works on one of the VMs; StateError if the state folder or the journal cannot
 *   be written; InvalidValueError if a plan's server has no session, or the journal is there already. Nothing was changed in any of these.
 */
export async function run(
  sessions: Session | readonly Session[],
  plans: readonly VmPlan[],
  options: RunOptions,
): Promise<RunResult> {
  const all = [sessions].flat();
  const jobs = plans.filter(({ fate }) => fate === 'change').map(jobOf);
  requireSessions(
    all,
    jobs.map(({ plan }) => plan.facts),
  );
  if (jobs.length === 0) {
    return { outcomes: [], lost: [] };
  }
  const { command = 'run', limits } = options;
  const path = options.journal ?? (await newJournalPath(options.state, command));
  const begin = (): Promise<JournalFile> =>
    JournalFile.create(path, command, jobs, {
      limits,
      course: courseOf(options),
      operationId: operationIdOf(all),
    });
  const outside = outsideOf(jobs, options.limit);
  return carryOut(all, { jobs, path, command, begin, outside }, options);
}

/** What a journal keeps of a run's options. */
export function courseOf({ limit, canary }: Pick<JobOptions, 'limit' | 'canary'>): RunCourse {
  return { ...(limit !== undefined && { limit }), ...(canary !== undefined && { canary }) };
}

/** Every VM's server has a session. @throws InvalidValueError */
export function requireSessions(sessions: readonly Session[], vms: readonly VmFacts[]): void {
  const known = new Set(sessions.map(({ endpoint }) => endpoint));
  const missing = vms.find(({ endpoint }) => !known.has(endpoint));
  if (missing !== undefined) {
    const { path, endpoint } = missing;
    throw new InvalidValueError('sessions', `has none at ${endpoint}, where ${path} is`);
  }
}

/** Jobs, and where what becomes of them is written down. */
export interface Course {
  readonly jobs: readonly Job[];
  /** Of the journal. */
  readonly path: string;
  /** For people. */
  readonly command: string;
  /** Creates the journal, or goes on with it; the locks are held then. */
  readonly begin: () => Promise<JournalFile>;
  /** Those that the journal says are left out: nobody has to come back to them. Default: none. */
  readonly outside?: readonly Job[];
  /** The journal has VMs besides these that something is left to do about. Default false. */
  readonly staysOpen?: boolean;
  /** How the journal names VMs, by their keys now. Default: by these. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/** Lock, journal, jobs (each is read back), seal. */
export async function carryOut(
  sessions: readonly Session[],
  { jobs, path, command, begin, outside = [], staysOpen = false, renamed = new Map() }: Course,
  { state, onBreak, onBegin, ...options }: CarryOutOptions,
): Promise<RunResult> {
  const place = { state, ...(onBreak && { onBreak }) };
  await using locks = await takeLocks(jobs, `${command}, ${path}`, place);
  await using journal = await writable(path, begin);
  try {
    await onBegin?.(path);
  } catch (error) {
    // A resume would do what was just refused.
    await writable(path, () => journal.withdraw());
    throw error;
  }
  // A journal knows its VMs by what they were called when it began.
  const append = async (entry: JournalEntry): Promise<void> => {
    await locks.requireHeld();
    await journal.append({ ...entry, vm: renamed.get(entry.vm) ?? entry.vm });
  };
  const applied = await runJobs(sessions, jobs, { ...options, journal: { append } });
  const leftOut = new Set(outside.map(({ plan }) => plan));
  const isLeft =
    staysOpen ||
    applied.outcomes.some(
      ({ plan, outcome }) => !meaningOf(outcome).isFinished && !leftOut.has(plan),
    );
  const journalError =
    applied.journalError ?? (isLeft ? undefined : await journal.seal().catch(asError));
  return {
    ...applied,
    ...(journalError !== undefined && {
      journalError: StateError.of('journal', path, journalError),
    }),
    journal: path,
  };
}

const asError = (reason: unknown): Error => reason as Error;

/** Takes the locks of the jobs' VMs. @throws LockedError, StateError */
export async function takeLocks(
  jobs: readonly Job[],
  purpose: string,
  { state, onBreak }: RunState & LockOptions,
): Promise<VmLocks> {
  const folder = locksIn(state);
  try {
    return await VmLocks.take(folder, jobs, purpose, onBreak === undefined ? {} : { onBreak });
  } catch (error) {
    throw StateError.of('locks', folder, error);
  }
}

/** Opens a journal. @throws StateError if the system does not let it be written; DamagedFileError, InvalidValueError */
export async function writable<T>(path: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw StateError.of('journal', path, error);
  }
}
