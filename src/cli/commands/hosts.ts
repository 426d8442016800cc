import type { Argv, CommandModule } from 'yargs';
import {
  type HostFacts,
  type Judged,
  judgeHost,
  type OptionAnswer,
  retrieveHostFacts,
  retrieveInventory,
} from '../../index.ts';
import { verdictMessages } from '../../report/messages.ts';
import type { Column } from '../../report/table.ts';
import { withEndpointName } from '../endpoints/columns.ts';
import { readEndpoints } from '../endpoints/read-endpoints.ts';
import { type ConnectionArgs, type OutputArgs, withSelectors } from '../options.ts';
import { type Context, printRows } from '../run.ts';
import { readSelectors } from '../selection.ts';

type Args = ConnectionArgs & OutputArgs & { selector?: string[] };
type Row = HostFacts & Judged;

function yesNo(value: boolean | undefined): string {
  return value === undefined ? '-' : value ? 'yes' : 'no';
}

function formatAnswer(answer: OptionAnswer | undefined): string {
  if (answer === undefined) {
    return '-';
  }
  return answer.answer === 'value' ? answer.value : answer.answer;
}

const columns: readonly Column<Row>[] = [
  { heading: 'HOST', cell: (host) => host.path },
  { heading: 'VERSION', cell: (host) => host.version ?? '-' },
  { heading: 'CPUID', cell: (host) => host.cpuid ?? '-' },
  { heading: 'nestedHVSupported', cell: (host) => yesNo(host.nestedHVSupported) },
  { heading: 'hv.capable', cell: (host) => yesNo(host.hvCapable) },
  { heading: 'AFTER EVC', cell: (host) => yesNo(host.hvCapableMasked) },
  { heading: 'EVC', cell: (host) => host.evcMode ?? '-' },
  { heading: 'vhv.allow', cell: (host) => formatAnswer(host.options['vhv.allow']) },
  {
    heading: 'Config.Defaults.vhv.allow',
    cell: (host) => formatAnswer(host.options['Config.Defaults.vhv.allow']),
  },
  { heading: 'VERDICT', cell: (host) => `${host.verdict} (${host.because})` },
];

export function hostsCommand(
  context: Context,
  further: readonly CommandModule<object, never>[],
): CommandModule<object, Args> {
  const { io } = context;
  return {
    command: 'hosts [selector..]',
    describe: 'whether hosts are ready, each answer under the name of its source',
    builder: (yargs) =>
      withSelectors(yargs)
        .command([...further])
        .example('$0 hosts', 'all of them')
        .example("$0 hosts '/DC0/host/C1/*'", 'those of one cluster') as Argv<Args>,
    handler: async (args) => {
      const selectors = await readSelectors(context, args.selector);
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
      printRows(io, args, withEndpointName(columns, endpoints), rows);
      for (const verdict of new Set(rows.map((row) => row.verdict))) {
        io.err(`${verdict}: ${verdictMessages[verdict]}\n`);
      }
    },
  };
}
