import {
  type ApplyOptions,
  hasWorkLeft,
  type JournalRecord,
  type PlanOptions,
  planRecovery,
  type RecoveryPlan,
  readJournal,
  rollBackNothing,
  type Session,
  sealJournal,
  staysOpen,
  type VmFacts,
  type VmPlan,
} from '../../index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { exitCodes, worst } from '../exit-code.ts';
import { stateError } from '../files/state-error.ts';
import { complain, say } from '../terminal/say.ts';
import { agree, type CarryOutArgs, tellApplied, tellPlans } from './carry-out.ts';
import { requireEndpoints } from './endpoints-of.ts';
import { readText, takeLocks } from './journal-folder.ts';
import { prepareRun } from './run-options.ts';
import { readSelf } from './self.ts';
import { linesOfDown, tellCycleRequired, tellExceptions, tellLeftDown } from './tell-recovery.ts';
import { type JournalPlace, work } from './work.ts';

export type RecoverArgs = ConnectionArgs &
  CarryOutArgs & {
    /** For a resume. */
    'break-locks'?: boolean | undefined;
  };

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
export async function recover(context: Context, args: RecoverArgs, asked: Recover): Promise<void> {
  const { path, command, planOptions } = asked;
  const text = await readText(path);
  const record = await readJournal(path, text);
  const options = await prepareRun(context, args);
  // Until the VMs are read nobody knows more than the journal, and what keeps them from being read is told as an error.
  context.lastLines = linesOfDown(record.vms);
  await withEndpoints(context, args, [], async (endpoints) => {
    const factsReadAt = new Date();
    const left = record.vms.filter((one) => hasWorkLeft(one, command));
    const addresses = left.map(({ job }) => job.plan.facts.endpoint);
    const sessions = requireEndpoints(endpoints, addresses);
    const how = { ...planOptions, selfOf: readSelf, signal: context.io.stop };
    const plan = await planRecovery(sessions, record, command, how);
    context.lastLines = [];
    const { staysDown } = plan;
    const all = { ...options, factsReadAt, staysDown };
    const found = { text, record, plan, endpoints, sessions, options: all };
    try {
      await carryOutRecovery(context, args, asked, found);
    } finally {
      tellLeftDown(context, plan);
    }
  });
}

interface Found {
  /** The journal as it was read. */
  readonly text: string;
  readonly record: JournalRecord;
  readonly plan: RecoveryPlan;
  readonly endpoints: Endpoints;
  readonly sessions: readonly Session[];
  readonly options: ApplyOptions;
}

async function carryOutRecovery(
  context: Context,
  args: RecoverArgs,
  { path, command, journal }: Recover,
  { text, record, plan: found, endpoints, sessions, options }: Found,
): Promise<void> {
  const { io } = context;
  const { jobs } = found;
  const planned = jobs.map(({ plan }) => plan);
  const blocked = found.blocked.map(({ plan }) => plan);
  const untouched = found.untouched.map(asItIs);
  const done = [
    ...found.done.map(({ plan }): VmPlan => ({ ...plan, fate: 'unchanged' })),
    ...untouched,
  ];
  tellExceptions(context, args, found);
  tellCycleRequired(io, path, blocked);
  const kept = found.blocked.length + found.movedOn.length + found.unreached.length;
  const isAll = args['all-or-nothing'] !== true || kept === 0;
  const isRefused = !isAll && jobs.length > 0;
  for (const { plan, powerAfter } of jobs) {
    if (powerAfter === 'poweredOn' && plan.facts.powerState !== 'poweredOn') {
      const then = isRefused ? '' : ': it will be started';
      complain(io, `${plan.facts.path} IS OFF, and ran before${then}`);
    }
  }
  if (jobs.length === 0 || args['dry-run'] || isRefused) {
    if (!args['dry-run']) {
      const isOver = kept === 0 && !record.isSealed;
      if (command === 'resume' && isOver) {
        await seal(context, args, { path, text, record, command }, () => sealJournal(path));
      } else if (command === 'rollback' && isAll && record.rolledBackBy === undefined) {
        await seal(context, args, { path, text, record, command }, async () => {
          await rollBackNothing(path, (await journal()).path);
          say(
            io,
            args,
            `nothing is to be undone; ${path} is sealed, and no resume goes on with it`,
          );
        });
      }
    }
    await tellPlans(context, args, endpoints, [...planned, ...blocked, ...done], record.limits);
    if (isRefused) {
      const why = `${kept} are blocked, or left alone (--all-or-nothing)`;
      say(io, args, `nothing was changed: ${why}`);
    }
    return;
  }
  const word = command === 'resume' ? 'to finish' : 'to undo';
  say(io, args, `${jobs.length} ${word}, ${done.length} done, ${blocked.length} blocked`);
  // What is left of a run may be no more than to start the VM again.
  const todo = planned.map((plan): VmPlan => ({ ...plan, fate: 'change' }));
  const { limits } = record;
  const run = { kind: command, jobs, options, limits } as const;
  if (!(await agree(context, args, endpoints, [...todo, ...blocked, ...done], run))) {
    return;
  }
  const to = await journal();
  const applied = await work(io, args, {
    command: `${command} of ${path}`,
    sessions,
    jobs,
    others: [...blocked, ...done],
    options,
    limits,
    journal: to,
    ...(command === 'resume' && {
      staysOpen: staysOpen(found),
      renamed: found.renamed,
    }),
  });
  const told = { applied, blocked, unchanged: done, journal: to.path };
  await tellApplied(context, args, endpoints, told);
}

/** A VM that a run has begun nothing on. */
function asItIs(facts: VmFacts): VmPlan {
  const change = { extraConfig: [] };
  return { facts, change, fate: 'unchanged', steps: {}, keepApart: [], findings: [] };
}

/**
 * Seals a journal of which nothing is left to do.
 *
 * @throws LockedError where a run is still at work that writes it
 */
async function seal(
  context: Context,
  args: RecoverArgs,
  { path, text, record, command }: Pick<Recover & Found, 'path' | 'text' | 'record' | 'command'>,
  how: () => Promise<void>,
): Promise<void> {
  const { io } = context;
  const jobs = record.vms.map(({ job }) => job);
  const resumes = command === 'resume' ? path : undefined;
  await using _locks = await takeLocks(io, jobs, {
    purpose: `${command}, ${path}`,
    resumes,
    breaks: args['break-locks'],
  });
  if ((await readText(path)) === text) {
    try {
      await how();
    } catch (error) {
      throw stateError(error, { what: `the journal ${path}`, resumes });
    }
  } else {
    complain(io, `${path} was written to meanwhile, and is left as it is: look again`);
    context.exitCode = worst([context.exitCode, exitCodes.someFailed]);
  }
}
