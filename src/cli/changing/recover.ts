import {
  type PlanOptions,
  planRecovery,
  type RecoveryPlan,
  readJournal,
  sealJournal,
  type VmPlan,
} from '../../index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { exitCodes, worst } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { confirmPlans } from '../terminal/consent.ts';
import { complain, say } from '../terminal/say.ts';
import { type CarryOutArgs, tellApplied, tellPlans } from './carry-out.ts';
import { requireEndpoints } from './endpoints-of.ts';
import { readText } from './journal-folder.ts';
import { prepareRun } from './run-options.ts';
import { readSelf } from './self.ts';
import { type JournalPlace, work } from './work.ts';

export type RecoverArgs = ConnectionArgs & CarryOutArgs;

export interface Recover {
  /** The journal of the run that is to be finished or undone. */
  readonly path: string;
  readonly command: 'resume' | 'rollback';
  /** For a rollback: what it may do. */
  readonly planOptions?: PlanOptions;
  /** The journal that this run writes. */
  readonly journal: () => Promise<JournalPlace>;
}

/** Reads what the VMs of a journal are now, plans, shows, asks, and does it. */
export async function recover(
  context: Context,
  args: RecoverArgs,
  { path, command, planOptions, journal }: Recover,
): Promise<void> {
  const { io } = context;
  const record = await readJournal(path, await readText(path));
  const options = await prepareRun(context, args);
  await withEndpoints(context, args, [], async (endpoints) => {
    const factsReadAt = new Date();
    const addresses = record.vms.map(({ job }) => job.plan.facts.endpoint);
    const sessions = requireEndpoints(endpoints, addresses);
    const all = { ...planOptions, selfOf: readSelf, signal: io.stop };
    const found = await planRecovery(sessions, record, command, all);
    const { jobs } = found;
    const planned = jobs.map(({ plan }) => plan);
    const blocked = found.blocked.map(({ plan }) => plan);
    const done = found.done.map(({ plan }): VmPlan => ({ ...plan, fate: 'unchanged' }));
    tellExceptions(context, args, found);
    tellCycleRequired(io, path, blocked);
    for (const { plan, powerAfter } of jobs) {
      if (powerAfter === 'poweredOn' && plan.facts.powerState !== 'poweredOn') {
        complain(io, `${plan.facts.path} IS OFF, and ran before: it will be started`);
      }
    }
    if (jobs.length === 0 || args['dry-run']) {
      const isOver = found.blocked.length === 0 && found.movedOn.length === 0;
      if (command === 'resume' && isOver && !args['dry-run'] && !record.isSealed) {
        await sealJournal(path);
      }
      await tellPlans(context, args, endpoints, [...planned, ...blocked, ...done]);
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
    const applied = await work(io, args, {
      command: `${command} of ${path}`,
      sessions,
      jobs,
      others: [...blocked, ...done],
      options: { ...options, factsReadAt },
      journal: to,
    });
    const result = { applied, blocked, unchanged: done, journal: to.path };
    await tellApplied(context, args, endpoints, result);
  });
}

/** The finding's own remedy, to shut them down and try again, would make them VMs that somebody else has changed. */
function tellCycleRequired(io: Io, path: string, blocked: readonly VmPlan[]): void {
  const running = blocked.filter(({ findings }) =>
    findings.some(({ code }) => code === 'POWER_CYCLE_REQUIRED'),
  );
  if (running.length > 0) {
    complain(
      io,
      `POWER_CYCLE_REQUIRED: ${running.length} of these VMs run, and have to be shut down and started again to undo their change: vhv rollback ${path} --power-cycle soft`,
    );
  }
}

/** VMs that are left alone, and what stays all the same. */
function tellExceptions(
  context: Context,
  args: RecoverArgs,
  { movedOn, lasting }: RecoveryPlan,
): void {
  const { io } = context;
  for (const { job, reason } of movedOn) {
    complain(io, `MOVED_ON: ${job.plan.facts.path} is left alone: ${reason}`);
    context.exitCode = worst([context.exitCode, exitCodes.blocked]);
  }
  for (const { job, step } of lasting) {
    const what =
      step === 'upgrade' ? 'its hardware stays upgraded' : 'what it held suspended is gone';
    say(io, args, `${job.plan.facts.path}: ${what}`);
  }
}
