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
import { type OptionChangeRow, optionChangesListing } from '../../report/rows/options.ts';
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
import { say } from '../say.ts';
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
  const rows: OptionChangeRow[] = planned.flatMap(({ host, changes }) =>
    changes.map((change) => ({ endpoint, host: host.path, ...change })),
  );
  if (rows.length === 0) {
    say(io, args, 'nothing to do');
  }
  if (rows.length === 0 || args['dry-run']) {
    await printRows(io, args, optionChangesListing, rows);
    return;
  }
  if (!(await confirm(context, args, `Set ${rows.length} options?`))) {
    say(io, args, 'nothing was changed');
    context.exitCode = exitCodes.interrupted;
    return;
  }
  const done: OptionChangeRow[] = [];
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
    await printRows(io, args, optionChangesListing, [...done, ...rows.slice(done.length)]);
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
          group: 'Change:',
          describe: 'key=value',
        })
        .example(
          '$0 hosts options set esx1 --set Net.ReversePathFwdCheckPromisc=1',
          'asks, sets, reads back',
        ) as unknown as Argv<Args>,
    handler: async (args) => {
      const given = await readSelectors(context, args.selector);
      if (given.length === 0 && args.all !== true) {
        throw new UsageError('which hosts? Name them or say --all');
      }
      const pairs = Object.entries(readPairs(args.set));
      const wanted = Object.fromEntries(pairs.map(([key, value]) => [key, value ?? '']));
      requireAskable(context, args);
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
