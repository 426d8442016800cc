import { retrieveFacts } from '../../../nested/facts/vm-facts.ts';
import { planVm } from '../../../nested/plan/plan.ts';
import { type VmRow, vmsListing } from '../../../report/rows/vms.ts';
import {
  type CallOptions,
  retrieveInventory,
  type Selection,
  type Session,
} from '../../../vsphere/index.ts';
import { withSelection } from '../../arguments/options.ts';
import { readSelection } from '../../arguments/selection.ts';
import type { Context } from '../../context.ts';
import { printRowsFrom } from '../../endpoints/print-rows-from.ts';
import { streamFrom } from '../../endpoints/read-endpoints.ts';
import { withEndpoints } from '../../endpoints/with-endpoints.ts';
import { type Command, defineCommand } from '../define-command.ts';
import { toEnable } from '../to-enable.ts';

export function vmsCommand(context: Context, extraConfig: Command): Command {
  const { io } = context;
  return defineCommand({
    command: 'vms [selector..]',
    describe: "every VM's nested virtualization: what is set, and what it can",
    builder: (yargs) =>
      withSelection(yargs)
        .command(extraConfig)
        .example('$0 vms', 'all of them')
        .example("$0 vms '/DC0/vm/lab/...'", 'everything below a folder')
        .example('$0 vms --where config.nestedHVEnabled=true', 'where it is on'),
    handler: async (args) => {
      const selection = await readSelection(context, args);
      const { selectors } = selection;
      await withEndpoints(context, args, selectors, async (endpoints) => {
        const rows = streamFrom(endpoints, 'VM', selectors, (session, own) =>
          vmRows(session, { ...selection, selectors: own }, { signal: io.stop }),
        );
        await printRowsFrom(io, args, endpoints, { listing: vmsListing, rows });
      });
    },
  });
}

async function* vmRows(
  session: Session,
  selection: Selection,
  options: CallOptions,
): AsyncGenerator<VmRow> {
  const inventory = await retrieveInventory(session, options);
  for await (const facts of retrieveFacts(session, inventory, selection, options)) {
    yield { ...facts, findings: planVm(facts, toEnable).findings };
  }
}
