import {
  type Applied,
  apply,
  type Desired,
  type PlanOptions,
  planFleet,
  profiles,
  retrieveInventory,
  type Session,
  translate,
  type VmPlan,
} from '../index.ts';
import {
  describeOutcomes,
  describePlans,
  describeProfile,
  formatLegend,
  outcomeColumns,
  planColumns,
} from '../report/plans.ts';
import { changeRow, changesListing } from '../report/rows/changes.ts';
import { formatTable } from '../report/table.ts';
import { withSession } from './connection.ts';
import { confirm, requireAskable } from './consent.ts';
import { type ExitCode, exitCodeOf, exitCodes, worst } from './exit-code.ts';
import type { ConnectionArgs, ConsentArgs, OutputArgs, SelectionArgs } from './options.ts';
import { type Context, printTold } from './run.ts';
import { complain, say } from './say.ts';
import { readWriteSelection } from './selection.ts';
import { findSelf } from './self.ts';

export type ChangeArgs = ConnectionArgs & OutputArgs & SelectionArgs & ConsentArgs;

/** Plan, show, ask, apply, read back: what every command that changes VMs does. */
export async function runChange(
  context: Context,
  args: ChangeArgs,
  wanted: Desired,
  options: PlanOptions = {},
): Promise<void> {
  const { io } = context;
  const selection = await readWriteSelection(context, args);
  const { desired, flagTranslated } = translate(wanted);
  requireAskable(context, args);
  if (flagTranslated) {
    say(
      io,
      args,
      'vhv.enable is sent as nestedHVEnabled: as an advanced option the server would drop it without a word',
    );
  }
  await withSession(args, io, async (session) => {
    const inventory = await retrieveInventory(session, { signal: io.stop });
    const self = await findSelf(session);
    const all = { ...options, self, signal: io.stop };
    const plans = await planFleet(session, inventory, selection, desired, all);
    if (options.profile !== undefined && !args.quiet) {
      io.err(describeProfile(options.profile, profiles[options.profile]));
    }
    await carryOut(context, args, session, plans);
  });
}

async function carryOut(
  context: Context,
  args: ChangeArgs,
  session: Session,
  plans: readonly VmPlan[],
): Promise<void> {
  const { io } = context;
  const planned = plans.filter(({ fate }) => fate === 'change');
  const blocked = plans.filter(({ fate }) => fate === 'blocked');
  const unchanged = plans.filter(({ fate }) => fate === 'unchanged');
  if (planned.length === 0 || args['dry-run']) {
    const nothing = { schema: 'vhv/outcomes/1', outcomes: [], blocked, unchanged };
    await printTold(io, args, {
      document: args['dry-run'] ? { schema: 'vhv/plan/1', plans } : nothing,
      table: () => formatPlans(plans),
      listing: changesListing,
      rows: plans.map((plan) => changeRow(plan)),
    });
    context.exitCode = worst(blocked.map(blockedCode));
    return;
  }
  // Who is asked has to see what for; a fleet's whole plan is no help at a prompt.
  if (!args.yes) {
    io.err(formatPlans(plans, shownAtPrompt));
  } else if (!args.quiet) {
    io.err(summarize(plans));
  }
  const question = `Change ${planned.length} ${planned.length === 1 ? 'VM' : 'VMs'}?`;
  if (!(await confirm(context, args, question))) {
    say(io, args, 'nothing was changed');
    context.exitCode = exitCodes.interrupted;
    return;
  }
  const applied = await apply(session, planned, { stop: io.stop });
  const left = [...blocked, ...unchanged];
  await printTold(io, args, {
    document: { schema: 'vhv/outcomes/1', outcomes: applied.outcomes, blocked, unchanged },
    table: () => formatTable(outcomeColumns, describeOutcomes(applied.outcomes, blocked)),
    listing: changesListing,
    rows: [
      ...applied.outcomes.map((outcome) => changeRow(outcome.plan, outcome)),
      ...left.map((plan) => changeRow(plan)),
    ],
  });
  say(io, args, tally(applied, blocked, io.stop));
  for (const { error } of applied.lost) {
    complain(io, error.message);
  }
  context.exitCode = worst([...appliedCodes(applied, io.stop), ...blocked.map(blockedCode)]);
}

/** `interrupted: 32 changed, 128 untouched, 20 blocked` */
function tally({ outcomes }: Applied, blocked: readonly VmPlan[], stop: AbortSignal): string {
  const counts = new Map<string, number>();
  for (const outcome of [...outcomes.map((one) => one.outcome), ...blocked.map(() => 'blocked')]) {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  return `${stop.aborted ? 'interrupted: ' : ''}${parts.join(', ')}`;
}

function blockedCode({ findings }: VmPlan): ExitCode {
  const needsCycle = findings.some(({ code }) => code === 'POWER_CYCLE_REQUIRED');
  return needsCycle ? exitCodes.powerCycleRequired : exitCodes.blocked;
}

function appliedCodes({ outcomes, lost }: Applied, stop: AbortSignal): ExitCode[] {
  const codes: ExitCode[] = lost.map(({ error }) => exitCodeOf(error));
  if (stop.aborted) {
    codes.push(exitCodes.interrupted);
  }
  for (const { outcome } of outcomes) {
    if (['failed', 'left-off', 'open', 'unknown'].includes(outcome)) {
      codes.push(exitCodes.someFailed);
    } else if (outcome === 'unverified') {
      codes.push(exitCodes.unverified);
    }
  }
  return codes;
}

/** Rows of a plan that are shown before a question; `--dry-run` shows all. */
const shownAtPrompt = 50;

function formatPlans(plans: readonly VmPlan[], most = plans.length): string {
  const shown = plans.slice(0, most);
  const table = formatTable(planColumns, describePlans(shown));
  const rest = plans.length - most;
  const more = rest > 0 ? `… and ${rest} more; --dry-run shows all of them.\n` : '';
  return table + more + formatLegend(shown) + summarize(plans);
}

function summarize(plans: readonly VmPlan[]): string {
  const count = (fate: VmPlan['fate']): number => plans.filter((one) => one.fate === fate).length;
  const change = count('change');
  const nothing = change === 0 && count('blocked') === 0 ? 'Nothing to do. ' : '';
  return `${nothing}${change} to change, ${count('unchanged')} as wanted already, ${count('blocked')} blocked.\n`;
}
