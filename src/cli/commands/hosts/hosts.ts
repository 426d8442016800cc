import { retrieveHostFacts } from '../../../nested/hosts/host-facts.ts';
import { judgeHost } from '../../../nested/hosts/host-verdict.ts';
import { verdictMessages } from '../../../report/messages.ts';
import { hostsListing } from '../../../report/rows/hosts.ts';
import { retrieveInventory } from '../../../vsphere/index.ts';
import { withSelectors } from '../../arguments/options.ts';
import { readSelectors } from '../../arguments/selection.ts';
import type { Context } from '../../context.ts';
import { printRowsFrom } from '../../endpoints/print-rows-from.ts';
import { readEndpoints } from '../../endpoints/read-endpoints.ts';
import { printNote } from '../../terminal/notes.ts';
import { type Command, defineCommand } from '../define-command.ts';

export function hostsCommand(context: Context, further: readonly Command[]): Command {
  const { io } = context;
  return defineCommand({
    command: 'hosts [selector..]',
    describe: 'whether hosts are ready, each answer under the name of its source',
    builder: (yargs) =>
      withSelectors(yargs)
        .command([...further])
        .example('$0 hosts', 'all of them')
        .example("$0 hosts '/DC0/host/C1/*'", 'those of one cluster'),
    handler: async (args) => {
      const selectors = await readSelectors(context, args);
      const call = { signal: io.stop };
      const { rows, endpoints } = await readEndpoints(
        context,
        args,
        'host',
        selectors,
        async (session, chosen) => {
          const inventory = await retrieveInventory(session, call);
          const facts = await retrieveHostFacts(session, inventory, chosen, call);
          return facts.map((host) => ({ ...host, ...judgeHost(host) }));
        },
      );
      await printRowsFrom(io, args, endpoints, { listing: hostsListing, rows });
      for (const verdict of new Set(rows.map((row) => row.verdict))) {
        printNote(io, args, `${verdict}: ${verdictMessages[verdict]}`);
      }
    },
  });
}
