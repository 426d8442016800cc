import type { Argv, CommandModule } from 'yargs';
import { planVm, retrieveFacts, retrieveInventory, type VmFacts } from '../../index.ts';
import { formatCodes } from '../../report/plans.ts';
import type { Column } from '../../report/table.ts';
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

/** Unset means off; where not even the changeVersion could be read, nobody knows. */
function formatFlag({ nestedHVEnabled, changeVersion }: VmFacts): string {
  if (nestedHVEnabled === undefined && changeVersion === undefined) {
    return '-';
  }
  return nestedHVEnabled === true ? 'on' : 'off';
}

const toEnable = { nestedHVEnabled: true, extraConfig: {} };

const columns: readonly Column<VmFacts>[] = [
  { heading: 'PATH', cell: (vm) => vm.path },
  { heading: 'MOID', cell: (vm) => vm.moRef.value },
  { heading: 'POWER', cell: (vm) => vm.powerState ?? '-' },
  { heading: 'HARDWARE', cell: (vm) => vm.hardwareVersion ?? '-' },
  { heading: 'NESTED HV', cell: formatFlag },
  {
    heading: 'CAPABLE',
    cell: (vm) => (vm.nestedHVSupported === undefined ? '-' : vm.nestedHVSupported ? 'yes' : 'no'),
  },
  // What would stand in the way of turning it on.
  { heading: 'FINDINGS', cell: (vm) => formatCodes(planVm(vm, toEnable).findings) },
];

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
        printRows(io, args, columns, rows);
      });
    },
  };
}
