import type { Argv, CommandModule } from 'yargs';
import {
  applyHostOptions,
  type HostOptions,
  type OptionChange,
  type OptionOutcome,
  planHostOptions,
  type Selector,
  type Session,
} from '../../index.ts';
import type { Column } from '../../report/table.ts';
import { withSession } from '../connection.ts';
import { confirm, requireAskable } from '../consent.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import {
  type ConnectionArgs,
  type ConsentArgs,
  consentOptions,
  type OutputArgs,
  withSelectors,
} from '../options.ts';
import { readPairs } from '../pairs.ts';
import { type Context, printRows } from '../run.ts';
import { readSelectors } from '../selection.ts';
import { UsageError } from '../usage-error.ts';

type Args = ConnectionArgs &
  OutputArgs &
  ConsentArgs & { selector?: string[]; all?: boolean; set: string[] };

/** Finds the hosts: given by the command that this one stands beside. */
type EachHost = (
  context: Context,
  session: Session,
  given: readonly Selector[],
) => AsyncIterable<HostOptions>;

interface Planned {
  readonly host: HostOptions;
  readonly changes: readonly OptionChange[];
}

type Row = OptionChange &
  Partial<OptionOutcome> & { readonly endpoint: string; readonly host: string };

const columns: readonly Column<Row>[] = [
  { heading: 'HOST', cell: (row) => row.host },
  { heading: 'KEY', cell: (row) => row.key },
  { heading: 'WAS', cell: (row) => String(row.from ?? '') },
  { heading: 'VALUE', cell: (row) => String(row.to ?? '') },
  {
    heading: 'OUTCOME',
    cell: ({ taken, fault }) =>
      taken === undefined ? 'planned' : taken ? 'changed' : `not taken${fault ? `: ${fault}` : ''}`,
  },
];

function codeOf({ taken, fault }: OptionOutcome): ExitCode {
  if (taken) {
    return exitCodes.done;
  }
  return fault === undefined ? exitCodes.unverified : exitCodes.someFailed;
}

async function carryOut(
  context: Context,
  args: Args,
  session: Session,
  planned: readonly Planned[],
): Promise<void> {
  const { io } = context;
  const { endpoint } = session;
  const rows: Row[] = planned.flatMap(({ host, changes }) =>
    changes.map((change) => ({ endpoint, host: host.path, ...change })),
  );
  if (rows.length === 0) {
    io.err('vhv: nothing to do\n');
  }
  if (rows.length === 0 || args['dry-run']) {
    printRows(io, args, columns, rows);
    return;
  }
  if (!(await confirm(context, args, `Set ${rows.length} options?`))) {
    io.err('vhv: nothing was changed\n');
    context.exitCode = exitCodes.interrupted;
    return;
  }
  const done: Row[] = [];
  try {
    for (const { host, changes } of planned.filter((one) => one.changes.length > 0)) {
      if (io.stop.aborted) {
        context.exitCode = exitCodes.interrupted;
        break;
      }
      const outcomes = await applyHostOptions(session, host, changes);
      context.exitCode = worst([context.exitCode, ...outcomes.map(codeOf)]);
      done.push(...outcomes.map((outcome) => ({ endpoint, host: host.path, ...outcome })));
    }
  } finally {
    // What was done is told even where the rest was not to be had.
    printRows(io, args, columns, [...done, ...rows.slice(done.length)]);
  }
}

export function setOptionsCommand(
  context: Context,
  eachHost: EachHost,
): CommandModule<object, Args> {
  return {
    command: 'set [selector..]',
    describe: "set options, keeping each one's type; the old value is told",
    builder: (yargs) =>
      withSelectors(yargs)
        .options(consentOptions)
        .option('all', { type: 'boolean', default: false, describe: 'every host' })
        .option('set', {
          alias: 'e',
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'key=value',
        })
        .example(
          '$0 hosts options set esx1 --set Net.ReversePathFwdCheckPromisc=1',
          '',
        ) as unknown as Argv<Args>,
    handler: async (args) => {
      requireAskable(context, args);
      const given = await readSelectors(context, args.selector);
      if (given.length === 0 && args.all !== true) {
        throw new UsageError('which hosts? Name them or say --all');
      }
      const pairs = Object.entries(readPairs(args.set));
      const wanted = Object.fromEntries(pairs.map(([key, value]) => [key, value ?? '']));
      await withSession(args, context.io, async (session) => {
        const call = { signal: context.io.stop };
        const planned: Planned[] = [];
        for await (const host of eachHost(context, session, given)) {
          planned.push({ host, changes: await planHostOptions(session, host, wanted, call) });
        }
        await carryOut(context, args, session, planned);
      });
    },
  };
}
