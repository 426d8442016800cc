import {
  type Applied,
  type ApplyOptions,
  type Job,
  JournalFile,
  type RunEvent,
  runJournalled,
  type Session,
  VmLocks,
  VsphereError,
  vmKey,
} from '../../index.ts';
import type { Io } from '../io.ts';
import type { OutputArgs } from '../options.ts';
import { complain, say } from '../say.ts';
import { cannotWrite } from '../system-error.ts';
import { lockFolder } from './journal-folder.ts';
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
  readonly options: ApplyOptions;
  readonly journal: JournalPlace;
}

/** VMs that were asked to shut down, or powered off, and are not known to be on again. */
class Down {
  readonly #vms = new Map<string, string>();

  /** Those that an earlier run has left off are off before this one has done anything. */
  constructor(jobs: readonly Job[]) {
    for (const { plan, powerAfter, mayGoOff } of jobs) {
      const isDown = powerAfter === 'poweredOn' && plan.facts.powerState !== 'poweredOn';
      if (isDown || mayGoOff === true) {
        this.#vms.set(vmKey(plan.facts), plan.facts.path);
      }
    }
  }

  readonly onEvent = (event: RunEvent): void => {
    if (event.kind === 'outcome') {
      if (event.outcome.outcome !== 'left-off' && event.outcome.outcome !== 'open') {
        this.#vms.delete(event.vm);
      }
    } else if (event.kind === 'step' && ['shutdown', 'power-off', 'discard'].includes(event.step)) {
      this.#vms.set(event.vm, event.path);
    }
  };

  get paths(): readonly string[] {
    return [...this.#vms.values()];
  }
}

/** Carries jobs out under locks, with a journal and a progress bar. @throws LockedError, DamagedFileError */
export async function work(
  io: Io,
  args: OutputArgs,
  { command, sessions, jobs, options, journal: place }: Work,
): Promise<Applied> {
  const { path } = place;
  await using locks = await VmLocks.take(await lockFolder(io), jobs, `${command}, ${path}`);
  await using journal = await openJournal(place, command, jobs);
  say(io, args, `journal: ${path}`);
  const down = new Down(jobs);
  const { atOnce = { say: undefined } } = io;
  atOnce.say = () => lastWords(down.paths, path);
  const progress = await startProgress(io, args, jobs.length);
  const tellStop = (): void =>
    complain(io, 'what is in flight is finished; Ctrl-C again leaves at once');
  io.stop.addEventListener('abort', tellStop);
  try {
    const applied = await runJournalled(sessions, jobs, journal, {
      ...options,
      stop: io.stop,
      onEvent: (event) => {
        down.onEvent(event);
        progress.onEvent(event);
      },
    });
    void locks;
    return applied;
  } finally {
    progress.end();
    io.stop.removeEventListener('abort', tellStop);
    atOnce.say = undefined;
  }
}

/** @throws UsageError where the system does not let it be written; DamagedFileError */
async function openJournal(
  { path, isNew, undone }: JournalPlace,
  command: string,
  jobs: readonly Job[],
): Promise<JournalFile> {
  try {
    if (undone !== undefined) {
      return await JournalFile.createRollback(path, undone, command, jobs);
    }
    return await (isNew ? JournalFile.create(path, command, jobs) : JournalFile.reopen(path));
  } catch (error) {
    throw error instanceof VsphereError ? error : cannotWrite(path, error, 'the journal');
  }
}

/** What is said where somebody does not want to wait: a second Ctrl-C. */
function lastWords(paths: readonly string[], journal: string): string {
  const names = paths.map((path) => `vhv: OFF, or about to be: ${path}\n`).join('');
  return `\n${names}vhv: go on with: vhv resume ${journal}\n`;
}
