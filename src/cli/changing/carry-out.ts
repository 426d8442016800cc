import type { RunLimits } from '../../nested/plan/run-limits.ts';
import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import { jobOf } from '../../nested/run/job.ts';
import { operationIdOf } from '../../nested/run/journal/journal-file.ts';
import { meaningOf } from '../../nested/run/outcome.ts';
import { type RunResult, run } from '../../nested/run/run.ts';
import { StateError } from '../../nested/run/state-error.ts';
import { type AskedRun, describeEffect, describeLimits } from '../../report/change-question.ts';
import {
  describeOutcomes,
  describePlans,
  formatLegend,
  outcomeColumns,
  planColumns,
} from '../../report/plans.ts';
import { changeRow, changesListing } from '../../report/rows/changes.ts';
import { formatTable } from '../../report/table.ts';
import type { ConsentArgs, OutputArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { endpointColumn } from '../endpoints/columns.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { printRowsFrom } from '../endpoints/print-rows-from.ts';
import { exitCodes, worst } from '../exit-code.ts';
import { describeStateError } from '../files/state-error.ts';
import { confirmRun } from '../terminal/consent.ts';
import { printNote, printWarning } from '../terminal/notes.ts';
import { operationIdLine } from './down.ts';
import type { RunArgs, RunFlags } from './run-options.ts';
import { openJournals } from './state.ts';
import { appliedCodes, blockedCode, leftOffLines, tally } from './summary.ts';
import { watchRun } from './watched-run.ts';

export type CarryOutArgs = OutputArgs &
  ConsentArgs &
  RunArgs & { 'all-or-nothing'?: boolean; 'detailed-exitcode'?: boolean };

export interface CarryOut {
  readonly command: string;
  readonly endpoints: Endpoints;
  readonly plans: readonly VmPlan[];
  /** When the plans' facts were read. */
  readonly readAt: Date;
  readonly options: RunFlags;
  readonly limits?: RunLimits | undefined;
}

/** Shows plans, asks, carries them out, and tells what became of each VM. */
export async function carryOut(
  context: Context,
  args: CarryOutArgs,
  { command, endpoints, plans, readAt, options, limits }: CarryOut,
): Promise<void> {
  const { io } = context;
  // Also where nothing is to be done: a VM that it has left off would be as wanted.
  for (const path of await openJournals(io)) {
    printWarning(
      io,
      `another run is not finished: ${path}; if it is not under way: vhv resume ${path}`,
    );
  }
  const planned = plans.filter(({ fate }) => fate === 'change');
  const blocked = plans.filter(({ fate }) => fate === 'blocked');
  const unchanged = plans.filter(({ fate }) => fate === 'unchanged');
  if (planned.length === 0 || args['dry-run']) {
    await printPlans(context, args, endpoints, plans, limits);
    return;
  }
  if (args['all-or-nothing'] && blocked.length > 0) {
    await printPlans(context, args, endpoints, plans);
    printNote(io, args, `nothing was changed: ${blocked.length} are blocked (--all-or-nothing)`);
    return;
  }
  if (args.yes && !args.quiet) {
    io.err(summarize(plans));
  }
  const jobs = planned.map(jobOf);
  if (!(await agree(context, args, endpoints, plans, { kind: 'change', jobs, options, limits }))) {
    return;
  }
  const { sessions } = endpoints;
  const others = [...blocked, ...unchanged];
  const journal = args.journal === undefined ? {} : { journal: args.journal };
  const asked = { ...options, ...journal, factsReadAt: readAt, command, limits };
  const result = await watchRun(io, args, { command, sessions, jobs, others }, (watch) =>
    run(sessions, planned, { ...asked, ...watch }),
  );
  await printResult(context, args, endpoints, { result, blocked, unchanged });
}

/** Shows the plans to a person and asks about the run; true if it is to be carried out. */
export async function agree(
  context: Context,
  args: CarryOutArgs,
  endpoints: Endpoints,
  plans: readonly VmPlan[],
  run: Omit<AskedRun, 'nameOf'>,
): Promise<boolean> {
  const { io } = context;
  // Who is asked has to see what for; a fleet's whole plan is no help at a prompt.
  if (!args.yes) {
    io.err(formatPlans(plans, endpoints, shownAtPrompt));
  }
  const effect = describeEffect({ ...run, nameOf: (address) => endpoints.nameOf(address) });
  const isAgreed = await confirmRun(context, args, effect);
  if (!isAgreed) {
    printNote(io, args, 'nothing was changed');
    context.exitCode = exitCodes.interrupted;
  }
  return isAgreed;
}

/** A plan that is not carried out, or not yet. */
export async function printPlans(
  context: Context,
  args: OutputArgs & Pick<CarryOutArgs, 'detailed-exitcode'>,
  endpoints: Endpoints,
  plans: readonly VmPlan[],
  limits?: RunLimits,
): Promise<void> {
  const blocked = plans.filter(({ fate }) => fate === 'blocked');
  const isPending = plans.some(({ fate }) => fate === 'change');
  await printRowsFrom(context.io, args, endpoints, {
    listing: changesListing,
    rows: plans.map((plan) => changeRow(plan)),
    whole: { schema: 'vhv/plan/1', plans },
    table: () => formatPlans(plans, endpoints),
  });
  for (const line of describeLimits(limits)) {
    printNote(context.io, args, line);
  }
  const pending = isPending && args['detailed-exitcode'] ? [exitCodes.changesPending] : [];
  context.exitCode = worst([context.exitCode, ...pending, ...blocked.map(blockedCode)]);
}

export interface Told {
  readonly result: RunResult;
  readonly blocked: readonly VmPlan[];
  readonly unchanged: readonly VmPlan[];
}

/** What became of each VM; the VMs that are down come last, where they are seen. */
export async function printResult(
  context: Context,
  args: OutputArgs,
  endpoints: Endpoints,
  { result, blocked, unchanged }: Told,
): Promise<void> {
  const { io } = context;
  const isInterrupted = io.stop.aborted;
  const { outcomes, journal, journalError, callbackError } = result;
  await printRowsFrom(io, args, endpoints, {
    listing: changesListing,
    rows: [
      ...outcomes.map((outcome) => changeRow(outcome.plan, outcome)),
      ...[...blocked, ...unchanged].map((plan) => changeRow(plan)),
    ],
    whole: { schema: 'vhv/outcomes/1', outcomes, blocked, unchanged, journal },
    table: () =>
      formatTable(
        [...endpointColumn(endpoints), ...outcomeColumns],
        describeOutcomes(outcomes, blocked),
      ),
  });
  printNote(io, args, tally(result, blocked.length, isInterrupted));
  printNote(io, args, `journal: ${journal}`);
  if (journalError !== undefined) {
    printWarning(
      io,
      journalError instanceof StateError
        ? describeStateError(journalError, journal)
        : journalError.message,
    );
    context.exitCode = worst([context.exitCode, exitCodes.someFailed]);
  }
  for (const { error } of result.lost) {
    printWarning(io, error.message);
  }
  if (callbackError !== undefined) {
    printWarning(io, `progress was not shown in full: ${callbackError.message}`);
  }
  const isOpen = outcomes.some(({ outcome }) => meaningOf(outcome).mayBeDown);
  const operationId = operationIdOf(endpoints.connected.map(({ session }) => session));
  if (operationId !== undefined && isOpen) {
    printWarning(io, operationIdLine(operationId));
  } else if (operationId !== undefined) {
    printNote(io, args, operationIdLine(operationId));
  }
  for (const line of leftOffLines(result)) {
    printWarning(io, line);
  }
  if (isOpen || isInterrupted) {
    printWarning(io, `go on with: vhv resume ${journal}; undo with: vhv rollback ${journal}`);
  }
  const servers = new Set(outcomes.map(({ plan }) => plan.facts.endpoint)).size;
  context.exitCode = worst([
    context.exitCode,
    ...appliedCodes(result, isInterrupted, servers),
    ...blocked.map(blockedCode),
  ]);
}

/** Rows of a plan that are shown before a question; `--dry-run` shows all. */
const shownAtPrompt = 50;

function formatPlans(plans: readonly VmPlan[], endpoints: Endpoints, most = plans.length): string {
  const shown = plans.slice(0, most);
  const columns = [...endpointColumn(endpoints), ...planColumns];
  const table = formatTable(columns, describePlans(shown));
  const rest = plans.length - most;
  const more = rest > 0 ? `… and ${rest} more; --dry-run shows all of them.\n` : '';
  return table + more + formatLegend(shown) + summarize(plans);
}

function summarize(plans: readonly VmPlan[]): string {
  const count = (fate: VmPlan['fate']): number => plans.filter((one) => one.fate === fate).length;
  const change = count('change');
  const cycled = plans.filter(
    ({ fate, steps }) => fate === 'change' && steps.powerCycle !== undefined,
  ).length;
  const power = cycled === 0 ? '' : ` (${cycled} of them shut down and started again)`;
  const nothing = change === 0 && count('blocked') === 0 ? 'Nothing to do. ' : '';
  return `${nothing}${change} to change${power}, ${count('unchanged')} as wanted already, ${count('blocked')} blocked.\n`;
}
