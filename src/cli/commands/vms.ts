import type { Argv, CommandModule } from 'yargs';
import { planVm } from '../../index.ts';
import { vmsListing } from '../../report/rows/vms.ts';
import { endpointColumn } from '../endpoints/columns.ts';
import { readVms, rowsOfFacts } from '../endpoints/read-vms.ts';
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
      const { rows, endpoints } = await readVms(context, args, selection, (here) =>
        rowsOfFacts(here, {}, (facts) => [
          { ...facts, findings: planVm(facts, toEnable).findings },
        ]),
      );
      await printRows(io, args, vmsListing, rows, endpointColumn(endpoints));
    },
  };
}
