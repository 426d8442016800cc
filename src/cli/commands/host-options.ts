import type { Argv, CommandModule } from 'yargs';
import {
  chooseHosts,
  faultOf,
  type MoRef,
  type OptionValue,
  optionValue,
  parseSelector,
  queryOptions,
  retrieveInventory,
  retrieveOne,
  retrieveOptionDefs,
  type Session,
  updateOptions,
} from '../../index.ts';
import type { Column } from '../../report/table.ts';
import { withSession } from '../connection.ts';
import { confirm, requireAskable } from '../consent.ts';
import {
  type ConnectionArgs,
  type ConsentArgs,
  consentOptions,
  type OutputArgs,
} from '../options.ts';
import { readPairs } from '../pairs.ts';
import { type Context, printRows } from '../run.ts';
import { readSelectors } from '../selection.ts';
import { UsageError } from '../usage-error.ts';

type ReadArgs = ConnectionArgs & OutputArgs & { selector?: string[]; key?: string };
type WriteArgs = ReadArgs & ConsentArgs & { all?: boolean; set: string[] };

interface Row {
  readonly endpoint: string;
  readonly host: string;
  readonly key: string;
  readonly value: OptionValue['value'];
  readonly was?: OptionValue['value'];
}

interface HostOptions {
  readonly path: string;
  readonly optionManager: MoRef;
}

const columns: readonly Column<Row>[] = [
  { heading: 'HOST', cell: (row) => row.host },
  { heading: 'KEY', cell: (row) => row.key },
  { heading: 'VALUE', cell: (row) => String(row.value ?? '') },
];
const changeColumns: readonly Column<Row>[] = [
  ...columns,
  { heading: 'WAS', cell: (row) => String(row.was ?? '') },
];

async function* eachHost(
  context: Context,
  session: Session,
  given: readonly string[],
): AsyncGenerator<HostOptions> {
  const selectors = given.map(parseSelector);
  const call = { signal: context.io.stop };
  const inventory = await retrieveInventory(session, call);
  for (const { moRef, path } of chooseHosts(inventory, selectors)) {
    const properties = await retrieveOne(session, moRef, ['configManager.advancedOption'], call);
    const optionManager = properties.get('configManager.advancedOption') as MoRef | undefined;
    if (optionManager === undefined) {
      context.io.err(`vhv: ${path} has no advanced options to ask for: is it connected?\n`);
    } else {
      yield { path, optionManager };
    }
  }
}

function readCommand(context: Context, verb: 'ls' | 'get'): CommandModule<object, ReadArgs> {
  const isGet = verb === 'get';
  return {
    command: isGet ? 'get <key> [selector..]' : 'ls [selector..]',
    describe: isGet ? "one option, or with a trailing dot a subtree: 'Net.'" : 'all options',
    builder: (yargs) =>
      yargs
        .positional('selector', {
          type: 'string',
          array: true,
          describe: 'host: path, glob, name or moid',
        })
        .positional('key', { type: 'string' })
        .example(`$0 hosts options ${isGet ? 'get Misc.HostName' : 'ls'}`, '') as Argv<ReadArgs>,
    handler: async (args) => {
      const given = await readSelectors(context, args.selector ?? []);
      await withSession(args, context.io, async (session) => {
        const rows: Row[] = [];
        for await (const host of eachHost(context, session, given)) {
          const name = isGet ? args.key : undefined;
          const found = await query(session, host, name, context.io.stop);
          rows.push(
            ...found.map(({ key, value }) => ({
              endpoint: session.endpoint,
              host: host.path,
              key,
              value,
            })),
          );
        }
        printRows(context.io, args, columns, rows);
      });
    },
  };
}

/** A name that the host has no option of is the user's mistake, not the server's failure. */
async function query(
  session: Session,
  { path, optionManager }: HostOptions,
  name: string | undefined,
  signal?: AbortSignal,
): Promise<readonly OptionValue[]> {
  try {
    return await queryOptions(session, optionManager, name, { signal });
  } catch (error) {
    if (faultOf(error)?.type === 'InvalidName') {
      const remedy = "'vhv hosts options ls' lists those it has";
      throw new UsageError(`${path} has no option ${name}; ${remedy}`, { cause: error });
    }
    throw error;
  }
}

/** The values to write on one host, only those that differ, with what they were. */
async function planHost(
  session: Session,
  host: HostOptions,
  pairs: readonly [string, string][],
): Promise<{ next: OptionValue; was: OptionValue['value'] }[]> {
  const defs = await retrieveOptionDefs(session, host.optionManager);
  const planned = [];
  for (const [key, text] of pairs) {
    const found = await query(session, host, key);
    const current = found.find((option) => option.key === key);
    if (current === undefined) {
      throw new UsageError(`${host.path} has no option ${key}`);
    }
    const next = optionValue(current, defs.get(key), text);
    if (next.value !== current.value) {
      planned.push({ next, was: current.value });
    }
  }
  return planned;
}

async function setOptions(
  context: Context,
  args: WriteArgs,
  session: Session,
  given: string[],
): Promise<void> {
  const { io } = context;
  const pairs = Object.entries(readPairs(args.set)).map(([key, value]): [string, string] => [
    key,
    value ?? '',
  ]);
  const work: { host: HostOptions; changes: Awaited<ReturnType<typeof planHost>> }[] = [];
  for await (const host of eachHost(context, session, given)) {
    work.push({ host, changes: await planHost(session, host, pairs) });
  }
  const rows = work.flatMap(({ host, changes }) =>
    changes.map(({ next, was }) => ({
      endpoint: session.endpoint,
      host: host.path,
      key: next.key,
      value: next.value,
      was,
    })),
  );
  if (rows.length === 0) {
    io.err('vhv: nothing to do\n');
  } else if (!args['dry-run']) {
    if (!(await confirm(context, args, `Set ${rows.length} options?`))) {
      io.err('vhv: nothing was changed\n');
      return;
    }
    for (const { host, changes } of work.filter(({ changes }) => changes.length > 0)) {
      await updateOptions(
        session,
        host.optionManager,
        changes.map(({ next }) => next),
      );
    }
  }
  printRows(io, args, changeColumns, rows);
}

function setCommand(context: Context): CommandModule<object, WriteArgs> {
  return {
    command: 'set [selector..]',
    describe: "set options, keeping each one's type; the old value is told",
    builder: (yargs) =>
      yargs
        .positional('selector', {
          type: 'string',
          array: true,
          describe: 'host: path, glob, name or moid',
        })
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
        ) as unknown as Argv<WriteArgs>,
    handler: async (args) => {
      requireAskable(context, args);
      const given = await readSelectors(context, args.selector ?? []);
      if (given.length === 0 && args.all !== true) {
        throw new UsageError('which hosts? Name them or say --all');
      }
      await withSession(args, context.io, (session) => setOptions(context, args, session, given));
    },
  };
}

export function hostOptionsCommand(context: Context): CommandModule<object, never> {
  return {
    command: 'options <action>',
    describe: 'advanced options of hosts',
    builder: (yargs) =>
      yargs
        .command(readCommand(context, 'ls'))
        .command(readCommand(context, 'get'))
        .command(setCommand(context))
        .demandCommand(1, 'name an action: ls, get or set') as never,
    handler: () => undefined,
  };
}
