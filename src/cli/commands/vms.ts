import type { Argv, CommandModule } from 'yargs';
import { planVm, retrieveFacts, retrieveInventory } from '../../index.ts';
import { type VmRow, vmsListing } from '../../report/rows/vms.ts';
import { endpointColumn } from '../endpoints/columns.ts';
import { readEndpoints } from '../endpoints/read-endpoints.ts';
import {
  type ConnectionArgs,
  type OutputArgs,
  type SelectionArgs,
  withSelection,
} from '../options.ts';
import { type Context, printRows } from '../run.ts';
import { readSelection } from '../selection.ts';

type Args = ConnectionArgs & OutputArgs & SelectionArgs;

/** What would stand in the way of turning it on is told beside what it is. */
const toEnable = { nestedHVEnabled: true, extraConfig: {} };

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
      const options = { signal: io.stop };
      const { rows, endpoints } = await readEndpoints(
        context,
        args,
        'VM',
        selection.selectors,
        async (session, selectors) => {
          const inventory = await retrieveInventory(session, options);
          const chosen = { ...selection, selectors };
          const found: VmRow[] = [];
          for await (const facts of retrieveFacts(session, inventory, chosen, options)) {
            found.push({ ...facts, findings: planVm(facts, toEnable).findings });
          }
          return found;
        },
      );
      await printRows(io, args, vmsListing, rows, endpointColumn(endpoints));
    },
  };
}
