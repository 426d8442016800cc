import type { Argv, CommandModule } from 'yargs';
import { retrieveFacts, retrieveInventory, type VmFacts } from '../../index.ts';
import { vmsListing } from '../../report/rows/vms.ts';
import { withSession } from '../connection.ts';
import {
  type ConnectionArgs,
  type OutputArgs,
  type SelectionArgs,
  withSelection,
} from '../options.ts';
import { type Context, printRows } from '../run.ts';
import { readSelection } from '../selection.ts';

type Args = ConnectionArgs & OutputArgs & SelectionArgs;

export function vmsCommand(
  context: Context,
  extraConfig: CommandModule<object, never>,
): CommandModule<object, Args> {
  const { io } = context;
  return {
    command: 'vms [selector..]',
    describe: "every VM's nested virtualization: what is set, and what it can",
    builder: (yargs) =>
      withSelection(yargs)
        .command(extraConfig)
        .example('$0 vms', 'all of them')
        .example("$0 vms '/DC0/vm/lab/...'", 'everything below a folder')
        .example('$0 vms --where config.nestedHVEnabled=true', 'where it is on') as Argv<Args>,
    handler: async (args) => {
      const selection = await readSelection(context, args);
      await withSession(args, io, async (session) => {
        const options = { signal: io.stop };
        const inventory = await retrieveInventory(session, options);
        const rows: VmFacts[] = [];
        for await (const facts of retrieveFacts(session, inventory, selection, options)) {
          rows.push(facts);
        }
        await printRows(io, args, vmsListing, rows);
      });
    },
  };
}
