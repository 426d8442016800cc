import {
  type JournalRecord,
  type Recovery,
  readJournal,
  retrieveRecords,
  type VmFacts,
  type VmPlan,
  type VmRecord,
} from '../../index.ts';
import { confirmPlans } from '../consent.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { exitCodes, worst } from '../exit-code.ts';
import type { ConnectionArgs } from '../options.ts';
import type { Context } from '../run.ts';
import { complain, say } from '../say.ts';
import { type CarryOutArgs, tellApplied, tellPlans } from './carry-out.ts';
import { requireEndpoints } from './endpoints-of.ts';
import { readText } from './journal-folder.ts';
import { readRunOptions } from './run-options.ts';
import { work } from './work.ts';

export type RecoverArgs = ConnectionArgs & CarryOutArgs;

export interface Recover {
  /** The journal of the run that is to be finished or undone. */
  readonly path: string;
  readonly command: 'resume' | 'rollback';
  /** What is to be done about one of its VMs; undefined where it is none of its business. */
  readonly planOf: (record: VmRecord, now: VmFacts | undefined) => Recovery | undefined;
  /** The journal that this run writes. */
  readonly journal: () => Promise<{ readonly path: string; readonly isNew: boolean }>;
}

/** Reads what the VMs of a journal are now, plans, shows, asks, and does it. */
export async function recover(
  context: Context,
  args: RecoverArgs,
  { path, command, planOf, journal }: Recover,
): Promise<void> {
  const { io } = context;
  const record: JournalRecord = await readJournal(path, await readText(path));
  const options = readRunOptions(args);
  await withEndpoints(context, args, async (endpoints) => {
    const factsReadAt = new Date();
    const sessions = requireEndpoints(
      endpoints,
      record.vms.map(({ job }) => job.plan.facts.endpoint),
    );
    const now = await retrieveRecords(sessions, record.vms);
    const recoveries = record.vms.flatMap((one) => planOf(one, now.get(one.vm)) ?? []);
    const of = (kind: Recovery['kind']): VmPlan[] =>
      recoveries.filter((one) => one.kind === kind).map(({ job }) => job.plan);
    for (const one of recoveries) {
      if (one.kind === 'moved-on') {
        complain(io, `MOVED_ON: ${one.job.plan.facts.path} is left alone: ${one.reason}`);
        context.exitCode = worst([context.exitCode, exitCodes.blocked]);
      }
    }
    const jobs = recoveries.flatMap((one) => (one.kind === 'job' ? [one.job] : []));
    const [planned, blocked, done] = [jobs.map(({ plan }) => plan), of('blocked'), of('done')];
    if (jobs.length === 0 || args['dry-run']) {
      await tellPlans(context, args, [...planned, ...blocked, ...done]);
      return;
    }
    const word = command === 'resume' ? 'to finish' : 'to undo';
    say(io, args, `${jobs.length} ${word}, ${done.length} done, ${blocked.length} blocked`);
    if (!(await confirmPlans(context, args, planned))) {
      say(io, args, 'nothing was changed');
      context.exitCode = exitCodes.interrupted;
      return;
    }
    const to = await journal();
    const all = { ...options, factsReadAt };
    const run = { command: `${command} of ${path}`, sessions, jobs, options: all, journal: to };
    const applied = await work(io, args, run);
    await tellApplied(context, args, { applied, blocked, unchanged: done, journal: to.path });
  });
}
