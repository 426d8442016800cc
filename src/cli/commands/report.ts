import type { Argv, CommandModule } from 'yargs';
import {
  type Fleet,
  findDrift,
  type Inventory,
  judgeHost,
  parseSelector,
  planVm,
  retrieveFacts,
  retrieveHostFacts,
  retrieveInventory,
  type Selection,
  type Selector,
  type Session,
  type VmPlan,
} from '../../index.ts';
import { renderReport, reportMark } from '../../report/html/render-report.ts';
import type { Report } from '../../report/html/report.ts';
import { vmStateOf } from '../../report/html/vm-state.ts';
import { type ReportRow, reportListing } from '../../report/rows/report.ts';
import { withSession } from '../connection.ts';
import { fleetFileOption, readFleetFile } from '../fleet-file.ts';
import {
  type ConnectionArgs,
  type OutputArgs,
  type SelectionArgs,
  withSelection,
} from '../options.ts';
import { refuseForeignFile, writePage } from '../page-file.ts';
import { type Context, printRows } from '../run.ts';
import { say } from '../say.ts';
import { readSelection } from '../selection.ts';
import { UsageError } from '../usage-error.ts';
import { readVersion } from '../version.ts';

type Args = ConnectionArgs & OutputArgs & SelectionArgs & { html?: string; file?: string };

function isNarrowed({ selectors, within, where }: Selection): boolean {
  return selectors.length + within.length + where.length > 0;
}

/** The hosts that some VMs are on, as selectors; those that this user may not see are left out. */
function hostsOf(plans: readonly VmPlan[], inventory: Inventory): Selector[] {
  const refs = plans.flatMap(({ facts }) => facts.host ?? []);
  return [...new Set(refs.map(({ value }) => value))]
    .filter((value) => inventory.find({ type: 'HostSystem', value }) !== undefined)
    .map((value) => parseSelector(`HostSystem:${value}`));
}

async function retrieveReport(
  session: Session,
  selection: Selection,
  fleet: Fleet | undefined,
  signal: AbortSignal,
): Promise<Pick<Report, 'hosts' | 'plans' | 'drift'>> {
  const inventory = await retrieveInventory(session, { signal });
  const plans: VmPlan[] = [];
  for await (const facts of retrieveFacts(session, inventory, selection, { signal })) {
    plans.push(planVm(facts, { nestedHVEnabled: true, extraConfig: {} }));
  }
  // Where VMs were chosen, their hosts are; without any there is no host to ask.
  const selectors = isNarrowed(selection) ? hostsOf(plans, inventory) : [];
  const hosts =
    isNarrowed(selection) && selectors.length === 0
      ? []
      : await retrieveHostFacts(session, inventory, selectors, { signal });
  const drift =
    fleet === undefined
      ? undefined
      : await findDrift(session, inventory, fleet, { selection, signal });
  return {
    plans,
    hosts: hosts.map((host) => ({ ...host, ...judgeHost(host) })),
    ...(drift !== undefined && { drift }),
  };
}

function rowsOf({ hosts, plans }: Pick<Report, 'hosts' | 'plans'>): ReportRow[] {
  const hostNames = new Map(hosts.map(({ moRef, name }) => [moRef.value, name]));
  return plans.map((plan) => {
    const { endpoint, moRef, path, powerState, hardwareVersion, host } = plan.facts;
    const hostName = host && (hostNames.get(host.value) ?? host.value);
    const state = vmStateOf(plan);
    const { findings } = plan;
    return { endpoint, moRef, path, state, powerState, host: hostName, hardwareVersion, findings };
  });
}

export function reportCommand(context: Context): CommandModule<object, Args> {
  const { io } = context;
  return {
    command: 'report [selector..]',
    describe: 'how VMs and hosts stand to nested virtualization, as rows or as a page to look at',
    builder: (yargs) =>
      withSelection(yargs)
        .options(fleetFileOption)
        .option('html', {
          group: 'Output:',
          type: 'string',
          describe: 'write one self-contained page to this file; an older report is replaced',
        })
        .example('$0 report --html fleet.html', 'everything')
        .example(
          "$0 report '/DC0/vm/lab/...' --html lab.html",
          'one folder',
        ) as unknown as Argv<Args>,
    handler: async (args) => {
      const { html, file } = args;
      if (html === '' || html === '-') {
        throw new UsageError('--html names a file');
      }
      if (html !== undefined) {
        await refuseForeignFile(html, reportMark);
      }
      if (file !== undefined && html === undefined) {
        throw new UsageError('-f belongs to --html here; rows of what differs are: vhv drift -f');
      }
      const fleet = file === undefined ? undefined : await readFleetFile(file);
      const selection = await readSelection(context, args);
      const found = await withSession(args, io, (session) =>
        retrieveReport(session, selection, fleet, io.stop),
      );
      if (html === undefined) {
        await printRows(io, args, reportListing, rowsOf(found));
        return;
      }
      const program = `vhv ${readVersion()}`;
      await writePage(html, renderReport({ madeAt: new Date(), program, ...found }));
      say(io, args, `${html}: ${found.plans.length} VMs, ${found.hosts.length} hosts`);
    },
  };
}
