import type { Argv, CommandModule } from 'yargs';
import {
  chooseHosts,
  findHostOptions,
  type HostOptions,
  readHostOptions,
  retrieveInventory,
  type Selector,
  type Session,
} from '../../index.ts';
import { type HostOptionRow, hostOptionsListing } from '../../report/rows/options.ts';
import { withSession } from '../connection.ts';
import { type ConnectionArgs, type OutputArgs, withSelectors } from '../options.ts';
import { type Context, printRows } from '../run.ts';
import { say } from '../say.ts';
import { readSelectors } from '../selection.ts';
import { setOptionsCommand } from './set-host-options.ts';

type Args = ConnectionArgs & OutputArgs & { selector?: string[]; key?: string };

/** The chosen hosts whose options can be asked for; of the others a word is said. */
async function* eachHost(
  { io }: Context,
  args: OutputArgs,
  session: Session,
  given: readonly Selector[],
): AsyncGenerator<HostOptions> {
  const call = { signal: io.stop };
  const inventory = await retrieveInventory(session, call);
  for (const host of chooseHosts(inventory, given)) {
    const options = await findHostOptions(session, host, call);
    if (options === undefined) {
      say(io, args, `${host.path} has no advanced options to ask for: is it connected?`);
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
        .example(`$0 hosts options ${isGet ? 'get Misc.HostName' : 'ls'}`, 'of every host')
        .example(
          `$0 hosts options ${isGet ? 'get Net. esx1' : 'ls esx1 --output csv'}`,
          'of one',
        ) as Argv<Args>,
    handler: async (args) => {
      const given = await readSelectors(context, args.selector);
      await withSession(args, context.io, async (session) => {
        const { endpoint } = session;
        const call = { signal: context.io.stop };
        const rows: HostOptionRow[] = [];
        for await (const host of eachHost(context, args, session, given)) {
          const found = await readHostOptions(session, host, isGet ? args.key : undefined, call);
          rows.push(...found.map(({ key, value }) => ({ endpoint, host: host.path, key, value })));
        }
        await printRows(context.io, args, hostOptionsListing, rows);
      });
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
