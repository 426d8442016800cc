import { readSelf } from '../../nested/facts/read-self.ts';
import type { VmFacts } from '../../nested/facts/vm-facts.ts';
import type { PlanOptions, VmPlan } from '../../nested/plan/vm-plan.ts';
import { readJournal } from '../../nested/run/journal/read-journal.ts';
import { resume, rollback } from '../../nested/run/recover.ts';
import {
  hasWorkLeft,
  planRecovery,
  type RecoveryPlan,
} from '../../nested/run/recovery/plan-recovery.ts';
import type { Session } from '../../vsphere/index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { printNote, printWarning } from '../terminal/notes.ts';
import { agree, type CarryOutArgs, printPlans, printResult } from './carry-out.ts';
import { requireEndpoints } from './endpoints-of.ts';
import {
  linesOfDown,
  printCycleRequired,
  printExceptions,
  printLeftDown,
} from './print-recovery.ts';
import { prepareRun, type RunFlags } from './run-options.ts';
import { readText } from './state.ts';
import { type Watched, watchRun } from './watched-run.ts';

export type RecoverArgs = ConnectionArgs &
  CarryOutArgs & {
    /** For a resume. */
    'break-locks'?: boolean | undefined;
  };

/**
 * Reads what the VMs of a journal are now, plans, shows, asks, and does it.
 *
 * @param path the journal of the run that is to be finished or undone
 * @param planOptions for a rollback: what it may do
 */
export async function recover(
  context: Context,
  args: RecoverArgs,
  path: string,
  kind: RecoveryPlan['kind'],
  planOptions: PlanOptions = {},
): Promise<void> {
  const record = await readJournal(path, await readText(path));
  const flags = await prepareRun(context, args);
  // Until the VMs are read nobody knows more than the journal, and what keeps them from being read is told as an error.
  context.lastLines = linesOfDown(record.vms);
  await withEndpoints(context, args, [], async (endpoints) => {
    const factsReadAt = new Date();
    const left = record.vms.filter((one) => hasWorkLeft(one, kind));
    const addresses = left.map(({ job }) => job.plan.facts.endpoint);
    const sessions = requireEndpoints(endpoints, addresses);
    const how = { ...planOptions, selfOf: readSelf, signal: context.io.stop };
    const plan = await planRecovery(sessions, record, kind, how);
    context.lastLines = [];
    try {
      const found = { plan, endpoints, sessions, flags: { ...flags, factsReadAt } };
      await carryOutRecovery(context, args, found);
    } finally {
      printLeftDown(context, plan);
    }
  });
}

interface Found {
  readonly plan: RecoveryPlan;
  readonly endpoints: Endpoints;
  readonly sessions: readonly Session[];
  readonly flags: RunFlags & { readonly factsReadAt: Date };
}

async function carryOutRecovery(
  context: Context,
  args: RecoverArgs,
  { plan: found, endpoints, sessions, flags }: Found,
): Promise<void> {
  const { io } = context;
  const { kind, record, jobs } = found;
  const { path, limits } = record;
  const planned = jobs.map(({ plan }) => plan);
  const blocked = found.blocked.map(({ plan }) => plan);
  const unchanged = [
    ...found.done.map(({ plan }): VmPlan => ({ ...plan, fate: 'unchanged' })),
    ...found.untouched.map(asItIs),
  ];
  printExceptions(context, args, found);
  printCycleRequired(io, path, blocked);
  const kept = found.blocked.length + found.movedOn.length + found.unreached.length;
  const isRefused = args['all-or-nothing'] === true && kept > 0;
  for (const { plan, powerAfter } of jobs) {
    if (powerAfter === 'poweredOn' && plan.facts.powerState !== 'poweredOn') {
      const then = isRefused && jobs.length > 0 ? '' : ': it will be started';
      printWarning(io, `${plan.facts.path} IS OFF, and ran before${then}`);
    }
  }
  const resumes = kind === 'resume' ? path : undefined;
  const command = `${kind} of ${path}`;
  const watched: Watched = { command, sessions, jobs, others: [...blocked, ...unchanged], resumes };
  const journal = args.journal === undefined ? {} : { journal: args.journal };
  const act = () =>
    watchRun(io, args, watched, (watch) =>
      kind === 'resume'
        ? resume(sessions, found, { ...flags, ...watch })
        : rollback(sessions, found, { ...flags, ...journal, ...watch }),
    );
  if (jobs.length === 0 || args['dry-run'] || isRefused) {
    if (!args['dry-run'] && !isRefused) {
      // Nothing is to be done to VMs: their journal is sealed.
      const { journal: written } = await act();
      if (kind === 'rollback' && written !== undefined) {
        printNote(
          io,
          args,
          `nothing is to be undone; ${path} is sealed, and no resume goes on with it`,
        );
      }
    }
    await printPlans(context, args, endpoints, [...planned, ...blocked, ...unchanged], limits);
    if (isRefused && jobs.length > 0) {
      const why = `${kept} are blocked, or left alone (--all-or-nothing)`;
      printNote(io, args, `nothing was changed: ${why}`);
    }
    return;
  }
  const word = kind === 'resume' ? 'to finish' : 'to undo';
  printNote(
    io,
    args,
    `${jobs.length} ${word}, ${unchanged.length} done, ${blocked.length} blocked`,
  );
  // What is left of a run may be no more than to start the VM again.
  const todo = planned.map((plan): VmPlan => ({ ...plan, fate: 'change' }));
  const shown = [...todo, ...blocked, ...unchanged];
  const asked = {
    kind,
    jobs,
    options: { ...flags, canary: Math.max(found.canary, flags.canary ?? 0) },
    limits,
    outside: { count: found.outside.length, limit: record.course.limit ?? 0 },
  };
  if (await agree(context, args, endpoints, shown, asked)) {
    await printResult(context, args, endpoints, { result: await act(), blocked, unchanged });
  }
}

/** A VM that a run has begun nothing on. */
function asItIs(facts: VmFacts): VmPlan {
  const change = { extraConfig: [] };
  return { facts, change, fate: 'unchanged', steps: {}, keepApart: [], findings: [] };
}
