import {
  type Applied,
  type ApplyOptions,
  type Job,
  JournalFile,
  operationIdOf,
  type RunLimits,
  runJournalled,
  type Session,
  type VmPlan,
} from '../../index.ts';
import type { OutputArgs } from '../arguments/options.ts';
import { openDashboard } from '../dashboard/open-dashboard.ts';
import { stateError } from '../files/state-error.ts';
import type { Io } from '../io.ts';
import { complain, say } from '../terminal/say.ts';
import { Down, lastWords } from './down.ts';
import { takeLocks } from './journal-folder.ts';
import { startProgress } from './progress.ts';

/** A path for a new journal, or one to go on with. */
export interface JournalPlace {
  readonly path: string;
  readonly isNew: boolean;
  /** For a rollback: the journal of the run that it undoes. */
  readonly undone?: string;
}

/** What a run is to do, and where it writes it down. */
export interface Work {
  /** For people: `enable`, `rollback of …`. */
  readonly command: string;
  readonly sessions: readonly Session[];
  readonly jobs: readonly Job[];
  /** VMs that nothing is done with, blocked or as wanted already: a dashboard shows them too. */
  readonly others: readonly VmPlan[];
  readonly options: ApplyOptions;
  /** What the journal is to keep of what was asked for. */
  readonly limits?: RunLimits | undefined;
  readonly journal: JournalPlace;
  /** The journal has VMs besides these that something is left to do about: it is not sealed. */
  readonly staysOpen?: boolean;
  /** How that journal names VMs, by their keys now. */
  readonly renamed?: ReadonlyMap<string, string> | undefined;
}

/** Carries jobs out under locks, with a journal and a progress bar. @throws LockedError, DamagedFileError */
export async function work(
  io: Io,
  args: OutputArgs & { dashboard?: boolean; 'break-locks'?: boolean | undefined },
  work: Work,
): Promise<Applied> {
  const { command, sessions, jobs, others, options, journal: place } = work;
  const { staysOpen = false, renamed = new Map() } = work;
  const { path } = place;
  const request = { purpose: `${command}, ${path}`, resumes: place.isNew ? undefined : path };
  await using _locks = await takeLocks(io, jobs, { ...request, breaks: args['break-locks'] });
  await using journal = await openJournal(work);
  say(io, args, `journal: ${path}`);
  const down = new Down(jobs);
  const { atOnce = { say: undefined } } = io;
  atOnce.say = () => lastWords(down.paths, path, operationIdOf(sessions));
  const progress = await startProgress(io, args, jobs.length);
  // What is left of a run may be no more than to start the VM again.
  const planned = jobs.map(({ plan }): VmPlan => ({ ...plan, fate: 'change' }));
  await using dashboard = args.dashboard
    ? await openDashboard(progress.io, command, [...planned, ...others])
    : undefined;
  const tellStop = (): void => {
    complain(progress.io, 'Finishing VMs in progress. Press Ctrl-C again to quit now.');
    dashboard?.onStop();
  };
  io.stop.addEventListener('abort', tellStop);
  try {
    const applied = await runJournalled(sessions, jobs, journal, {
      ...options,
      staysOpen,
      renamed,
      stop: io.stop,
      onEvent: (event) => {
        down.onEvent(event);
        progress.onEvent(event);
        dashboard?.onEvent(event);
      },
    });
    dashboard?.finish(applied.outcomes);
    return applied;
  } finally {
    progress.end();
    io.stop.removeEventListener('abort', tellStop);
    atOnce.say = undefined;
  }
}

/** @throws UsageError where the system does not let it be written; DamagedFileError */
async function openJournal({
  command,
  sessions,
  jobs,
  limits,
  journal: { path, isNew, undone },
}: Work): Promise<JournalFile> {
  const operationId = operationIdOf(sessions);
  try {
    if (undone !== undefined) {
      const options = { limits, operationId };
      return await JournalFile.createRollback(path, undone, command, jobs, options);
    }
    return await (isNew
      ? JournalFile.create(path, command, jobs, { limits, operationId })
      : JournalFile.reopen(path, operationId));
  } catch (error) {
    const what = `the journal ${path}`;
    throw stateError(
      error,
      isNew ? { what, instead: 'name another file with --journal FILE' } : { what, resumes: path },
    );
  }
}
