import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import type { Job } from '../../nested/run/job.ts';
import { operationIdOf } from '../../nested/run/journal/journal-file.ts';
import type { CarryOutOptions, RunResult } from '../../nested/run/run.ts';
import type { Session } from '../../vsphere/index.ts';
import type { OutputArgs } from '../arguments/options.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { openDashboard } from '../dashboard/open-dashboard.ts';
import { withStateWords } from '../files/state-error.ts';
import type { Io } from '../io.ts';
import { printNote, printWarning } from '../terminal/notes.ts';
import { Down, lastWords } from './down.ts';
import { type Progress, startProgress } from './progress.ts';
import { brokenLine, stateFolder } from './state.ts';

export type WatchArgs = OutputArgs & { dashboard?: boolean; 'break-locks'?: boolean | undefined };

/** A run as a person watches it. */
export interface Watched {
  /** For people: `enable`, `rollback of …`. */
  readonly command: string;
  readonly sessions: readonly Session[];
  readonly jobs: readonly Job[];
  /** VMs that the run leaves alone, blocked or as wanted already: a dashboard shows them too. */
  readonly others: readonly VmPlan[];
  /** The journal that goes on, if the run was begun before. */
  readonly resumes?: string | undefined;
}

/** The options of a run that let a person watch it. */
export type WatchOptions = Pick<
  CarryOutOptions,
  'state' | 'signal' | 'onBreak' | 'onBegin' | 'onEvent'
>;

/** Shows a run while it goes on, and says at the end of the process which VMs are down. @throws what `run` throws; UsageError */
export async function watchRun<Result extends RunResult>(
  io: Io,
  args: WatchArgs,
  { command, sessions, jobs, others, resumes }: Watched,
  run: (options: WatchOptions) => Promise<Result>,
): Promise<Result> {
  const down = new Down(jobs);
  const { atOnce = { say: undefined } } = io;
  let progress: Progress | undefined;
  let dashboard: Dashboard | undefined;
  const announceStop = (): void => {
    printWarning(progress?.io ?? io, 'Finishing VMs in progress. Press Ctrl-C again to quit now.');
    dashboard?.onStop();
  };
  const options: WatchOptions = {
    state: stateFolder(io),
    signal: io.stop,
    ...(args['break-locks'] && { onBreak: (held) => printWarning(io, brokenLine(held)) }),
    onBegin: async (journal) => {
      printNote(io, args, `journal: ${journal}`);
      atOnce.say = () => lastWords(down.paths, journal, operationIdOf(sessions));
      progress = await startProgress(io, args, jobs.length);
      // What is left of a run may be no more than to start the VM again.
      const planned = jobs.map(({ plan }): VmPlan => ({ ...plan, fate: 'change' }));
      dashboard = args.dashboard
        ? await openDashboard(progress.io, command, [...planned, ...others])
        : undefined;
      io.stop.addEventListener('abort', announceStop);
    },
    onEvent: (event) => {
      down.onEvent(event);
      progress?.onEvent(event);
      dashboard?.onEvent(event);
    },
  };
  try {
    const result = await withStateWords(resumes, () => run(options));
    dashboard?.finish(result.outcomes);
    return result;
  } finally {
    progress?.end();
    io.stop.removeEventListener('abort', announceStop);
    atOnce.say = undefined;
    await dashboard?.[Symbol.asyncDispose]();
  }
}
