import type { Argv } from 'yargs';
import { columnsOf, type Listing } from '../../report/listing.ts';
import { formatTable } from '../../report/table.ts';
import type { Session } from '../../vsphere/index.ts';
import {
  type ConnectionArgs,
  type ConsentArgs,
  consentOptions,
  type OutputArgs,
  type SelectorArgs,
  withSelectors,
} from '../arguments/options.ts';
import { readSelectors } from '../arguments/selection.ts';
import type { Context } from '../context.ts';
import { endpointColumn } from '../endpoints/columns.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { printRowsFrom } from '../endpoints/print-rows-from.ts';
import { type ReadHosts, readHostsFrom } from '../endpoints/read-hosts.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import { confirm, requireAskable } from '../terminal/consent.ts';
import { printNote } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';

export type HostChangeArgs = ConnectionArgs &
  OutputArgs &
  ConsentArgs &
  SelectorArgs & { all: boolean };

/** What changes hosts is asked for by name, or for every host. */
export function withHostChange<Args>(yargs: Argv<Args>): Argv<Args & HostChangeArgs> {
  return withSelectors(yargs).options(consentOptions).option('all', {
    type: 'boolean',
    default: false,
    group: 'Selection:',
    describe: 'every host',
  }) as never;
}

/** What is planned for one host. */
export interface HostPlan<Row> {
  /** The address of the server that it is reached through. */
  readonly endpoint: string;
  /** What is told of it before it is changed, and where it never was. */
  readonly rows: readonly Row[];
  /** Changes it and tells what became of it; absent where nothing is to be done. */
  readonly change?: (session: Session) => Promise<readonly Row[]>;
}

/** One kind of change to hosts. */
export interface HostChange<Row> {
  readonly listing: Listing<Row>;
  /** The plans of one server's hosts. */
  readonly plan: ReadHosts<HostPlan<Row>>;
  /** Is asked before any is changed. */
  readonly question: (todo: readonly HostPlan<Row>[]) => string;
  /** What a row of a host that was not changed, though it was to be, says instead. */
  readonly untouched: (row: Row) => Row;
  readonly exitCode: (row: Row) => ExitCode;
}

/**
 * Plan, ask, change, read back, for hosts of any number of servers: nothing is written before all of them are planned.
 *
 * @throws UsageError where no host is named, or nobody could be asked; what `readEndpoints` throws
 */
export async function changeHosts<Row extends { readonly endpoint: string }>(
  context: Context,
  args: HostChangeArgs,
  change: HostChange<Row>,
): Promise<void> {
  const selectors = await readSelectors(context, args);
  if (args.all && selectors.length > 0) {
    throw new UsageError('--all and the names of hosts contradict each other: give one');
  }
  if (selectors.length === 0 && !args.all) {
    throw new UsageError('which hosts? Name them or say --all');
  }
  requireAskable(context, args);
  await withEndpoints(context, args, selectors, async (endpoints) => {
    const plans = await readHostsFrom(endpoints, selectors, context.io.stop, change.plan);
    await carryOut(context, args, endpoints, plans, change);
  });
}

async function carryOut<Row extends { readonly endpoint: string }>(
  context: Context,
  args: HostChangeArgs,
  endpoints: Endpoints,
  plans: readonly HostPlan<Row>[],
  { listing, question, untouched, exitCode }: HostChange<Row>,
): Promise<void> {
  const { io } = context;
  const told = new Map(plans.map((plan) => [plan, plan.rows]));
  const finish = async (): Promise<void> => {
    const rows = [...told.values()].flat();
    await printRowsFrom(io, args, endpoints, { listing, rows });
    context.exitCode = worst([context.exitCode, ...rows.map(exitCode)]);
  };
  const todo = plans.filter((plan) => plan.change !== undefined);
  if (todo.length === 0 || args['dry-run']) {
    await finish();
    return;
  }
  // Who is asked has to see what for.
  if (!args.yes) {
    const rows = todo.flatMap((plan) => plan.rows);
    io.err(formatTable([...endpointColumn(endpoints), ...columnsOf(listing)], rows));
  }
  if (!(await confirm(context, args, question(todo)))) {
    printNote(io, args, 'nothing was changed');
    context.exitCode = exitCodes.interrupted;
    return;
  }
  for (const plan of todo) {
    told.set(plan, plan.rows.map(untouched));
  }
  try {
    await endpoints.forEach(async ({ session }) => {
      for (const plan of todo.filter(({ endpoint }) => endpoint === session.endpoint)) {
        if (io.stop.aborted) {
          context.exitCode = exitCodes.interrupted;
          break;
        }
        told.set(plan, (await plan.change?.(session)) ?? plan.rows);
      }
    }, 'not finished');
  } finally {
    // What was done is told even where the rest was not to be had.
    await finish();
  }
}
