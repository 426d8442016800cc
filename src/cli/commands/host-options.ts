import type { Argv, CommandModule } from 'yargs';
import {
  chooseHosts,
  findHostOptions,
  type HostOptions,
  type OptionValue,
  readHostOptions,
  retrieveInventory,
  type Selector,
  type Session,
} from '../../index.ts';
import type { Column } from '../../report/table.ts';
import { withEndpointName } from '../endpoints/columns.ts';
import { readEndpoints } from '../endpoints/read-endpoints.ts';
import { type ConnectionArgs, type OutputArgs, withSelectors } from '../options.ts';
import { type Context, printRows } from '../run.ts';
import { readSelectors } from '../selection.ts';
import { setOptionsCommand } from './set-host-options.ts';

type Args = ConnectionArgs & OutputArgs & { selector?: string[]; key?: string };

interface Row {
  readonly endpoint: string;
  readonly host: string;
  readonly key: string;
  readonly value: OptionValue['value'];
}

const columns: readonly Column<Row>[] = [
  { heading: 'HOST', cell: (row) => row.host },
  { heading: 'KEY', cell: (row) => row.key },
  { heading: 'VALUE', cell: (row) => String(row.value ?? '') },
];

/** The chosen hosts whose options can be asked for; of the others a word is said. */
async function* eachHost(
  { io }: Context,
  session: Session,
  given: readonly Selector[],
): AsyncGenerator<HostOptions> {
  const call = { signal: io.stop };
  const inventory = await retrieveInventory(session, call);
  for (const host of chooseHosts(inventory, given)) {
    const options = await findHostOptions(session, host, call);
    if (options === undefined) {
      io.err(`vhv: ${host.path} has no advanced options to ask for: is it connected?\n`);
    } else {
      yield options;
    }
  }
}

function readCommand(context: Context, verb: 'ls' | 'get'): CommandModule<object, Args> {
  const isGet = verb === 'get';
  return {
    command: isGet ? 'get <key> [selector..]' : 'ls [selector..]',
    describe: isGet ? "one option, or with a trailing dot a subtree: 'Net.'" : 'all options',
    builder: (yargs) =>
      withSelectors(yargs)
        .positional('key', { type: 'string' })
        .example(`$0 hosts options ${isGet ? 'get Misc.HostName' : 'ls'}`, '') as Argv<Args>,
    handler: async (args) => {
      const given = await readSelectors(context, args.selector);
      const call = { signal: context.io.stop };
      const { rows, endpoints } = await readEndpoints(
        context,
        args,
        'host',
        given,
        async (session, chosen) => {
          const { endpoint } = session;
          const found: Row[] = [];
          for await (const host of eachHost(context, session, chosen)) {
            const options = await readHostOptions(
              session,
              host,
              isGet ? args.key : undefined,
              call,
            );
            found.push(
              ...options.map(({ key, value }) => ({ endpoint, host: host.path, key, value })),
            );
          }
          return found;
        },
      );
      printRows(context.io, args, withEndpointName(columns, endpoints), rows);
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
        .command(setOptionsCommand(context, eachHost))
        .demandCommand(1, 'name an action: ls, get or set') as never,
    handler: () => undefined,
  };
}
