import {
  type Applied,
  type ApplyOptions,
  type Job,
  JournalFile,
  type RunEvent,
  runJobs,
  type Session,
  VmLocks,
  type VmPlan,
  vmKey,
} from '../../index.ts';
import { Dashboard } from '../dashboard/dashboard.ts';
import type { Io } from '../io.ts';
import type { OutputArgs } from '../options.ts';
import { complain, say } from '../say.ts';
import { readVersion } from '../version.ts';
import { lockFolder } from './journal-folder.ts';
import { startProgress } from './progress.ts';

/** What a run is to do, and where it writes it down. */
export interface Work {
  /** For people: `enable`, `rollback of …`. */
  readonly command: string;
  readonly sessions: readonly Session[];
  readonly jobs: readonly Job[];
  /** VMs that nothing is done with, blocked or as wanted already: a dashboard shows them too. */
  readonly others: readonly VmPlan[];
  readonly options: ApplyOptions;
  /** A path for a new journal, or one to go on with. */
  readonly journal: { readonly path: string; readonly isNew: boolean };
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
  args: OutputArgs & { dashboard?: boolean },
  todo: Work,
): Promise<Applied> {
  const {
    command,
    sessions,
    jobs,
    options,
    journal: { path, isNew },
  } = todo;
  await using locks = await VmLocks.take(await lockFolder(io), jobs, `${command}, ${path}`);
  await using journal = await (isNew
    ? JournalFile.create(path, command, jobs)
    : JournalFile.reopen(path));
  say(io, args, `journal: ${path}`);
  const down = new Down(jobs);
  const { atOnce = { say: undefined } } = io;
  atOnce.say = () => lastWords(down.paths, path);
  const progress = await startProgress(io, args, jobs.length);
  await using dashboard = args.dashboard ? await openDashboard(io, todo) : undefined;
  const tellStop = (): void => {
    complain(io, 'what is in flight is finished; Ctrl-C again leaves at once');
    dashboard?.onStop();
  };
  io.stop.addEventListener('abort', tellStop);
  let applied: Applied;
  try {
    applied = await runJobs(sessions, jobs, {
      ...options,
      journal,
      stop: io.stop,
      onEvent: (event) => {
        down.onEvent(event);
        progress.onEvent(event);
        dashboard?.onEvent(event);
      },
    });
  } finally {
    progress.end();
    io.stop.removeEventListener('abort', tellStop);
    atOnce.say = undefined;
  }
  dashboard?.finish(applied.outcomes);
  if (isOver(applied) && applied.journalError === undefined) {
    await journal.seal();
  }
  void locks;
  return applied;
}

/** The run goes on without one where it cannot be had. */
async function openDashboard(
  io: Io,
  { command, jobs, others }: Work,
): Promise<Dashboard | undefined> {
  try {
    const dashboard = await Dashboard.open({
      startedAt: new Date(),
      program: `vhv ${readVersion()}`,
      command,
      // What is left of a run may be no more than to start the VM again.
      plans: [...jobs.map(({ plan }): VmPlan => ({ ...plan, fate: 'change' })), ...others],
    });
    complain(io, `dashboard: ${dashboard.url}`);
    return dashboard;
  } catch (error) {
    complain(io, `there is no dashboard: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** Nothing is left for `resume` to do. */
function isOver({ outcomes }: Applied): boolean {
  const open = ['untouched', 'open', 'left-off', 'unknown'];
  return outcomes.every(({ outcome }) => !open.includes(outcome));
}

/** What is said where somebody does not want to wait: a second Ctrl-C. */
function lastWords(paths: readonly string[], journal: string): string {
  const names = paths.map((path) => `vhv: OFF, or about to be: ${path}\n`).join('');
  return `\n${names}vhv: go on with: vhv resume ${journal}\n`;
}
