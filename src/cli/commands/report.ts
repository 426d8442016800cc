import { type Drift, findDrift } from '../../nested/drift/drift.ts';
import type { Fleet } from '../../nested/drift/fleet-schema.ts';
import { retrieveHostFacts } from '../../nested/hosts/host-facts.ts';
import { judgeHost } from '../../nested/hosts/host-verdict.ts';
import { surveyFleet } from '../../nested/plan/survey-fleet.ts';
import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import { renderReport, reportMark } from '../../report/html/render-report.ts';
import type { Report } from '../../report/html/report.ts';
import type { VmState } from '../../report/html/vm-state.ts';
import { vmStateOf } from '../../report/html/vm-state.ts';
import { type Listing, moRefField, pathField, text } from '../../report/listing.ts';
import { findingsField } from '../../report/rows/findings.ts';
import {
  type Inventory,
  isWholeFleet,
  parseSelector,
  retrieveInventory,
  type Selector,
} from '../../vsphere/index.ts';
import { withSelection } from '../arguments/options.ts';
import { readSelection } from '../arguments/selection.ts';
import { explain } from '../connection/explain.ts';
import { printRowsFrom } from '../endpoints/print-rows-from.ts';
import { readVms, type VmsHere } from '../endpoints/read-vms.ts';
import { namesOf } from '../endpoints/scope.ts';
import { fleetFileOption, readFleetFile } from '../files/fleet-file.ts';
import { refuseForeignFile, writeWhole } from '../files/whole-file.ts';
import { printNote } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';
import { readVersion } from '../version.ts';
import { defineCommand } from './define-command.ts';
import { toEnable } from './to-enable.ts';

/** How a VM stands to nested virtualization. */
export interface ReportRow {
  readonly endpoint: string;
  readonly moRef: VmPlan['facts']['moRef'];
  readonly path: string;
  readonly state: VmState;
  readonly powerState: VmPlan['facts']['powerState'];
  readonly host: string | undefined;
  readonly hardwareVersion: string | undefined;
  readonly findings: VmPlan['findings'];
}

const reportListing: Listing<ReportRow> = {
  schema: 'vhv/report/1',
  fields: {
    path: pathField('VM'),
    state: {
      schema: { enum: ['on', 'ready', 'power-cycle', 'blocked', 'unknown'] },
      describe:
        'how it stands: on, ready to be turned on, needs a power cycle, blocked or unknown; docs/report.md tells what was looked at',
      heading: 'STATE',
    },
    powerState: {
      schema: { enum: ['poweredOn', 'poweredOff', 'suspended'] },
      describe: 'runtime.powerState',
      heading: 'POWER',
      drop: 1,
    },
    host: { schema: text, describe: 'name of its host', heading: 'HOST', drop: 3 },
    hardwareVersion: { schema: text, describe: 'config.version', heading: 'HARDWARE', drop: 2 },
    findings: { ...findingsField, describe: 'what would stand in the way of turning it on' },
    moRef: moRefField,
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};

/** The hosts that some VMs are on, as selectors; those that this user may not see are left out. */
function hostsOf(plans: readonly VmPlan[], inventory: Inventory): Selector[] {
  const refs = plans.flatMap(({ facts }) => facts.host ?? []);
  return [...new Set(refs.map(({ value }) => value))]
    .filter((value) => inventory.find({ type: 'HostSystem', value }) !== undefined)
    .map((value) => parseSelector(`HostSystem:${value}`));
}

/** What one server has. */
interface ServerReport {
  readonly hosts: Report['hosts'];
  readonly plans: readonly VmPlan[];
  readonly drift: Drift | undefined;
}

async function retrieveReport(here: VmsHere, fleet: Fleet | undefined): Promise<ServerReport> {
  const { session, endpoint, selection, call } = here;
  const inventory = await retrieveInventory(session, call);
  const plans = await surveyFleet(session, selection, toEnable, { ...call, inventory });
  // Where VMs were chosen, their hosts are; without any there is no host to ask.
  const isWhole = isWholeFleet(selection);
  const selectors = isWhole ? [] : hostsOf(plans, inventory);
  const hosts =
    !isWhole && selectors.length === 0
      ? []
      : await retrieveHostFacts(session, inventory, selectors, call);
  const drift =
    fleet === undefined
      ? undefined
      : await findDrift(session, fleet, {
          inventory,
          selection,
          endpointNames: namesOf(endpoint),
          ...call,
        });
  return { plans, hosts: hosts.map((host) => ({ ...host, ...judgeHost(host) })), drift };
}

function rowsOf({ hosts, plans }: ServerReport): ReportRow[] {
  const hostNames = new Map(hosts.map(({ moRef, name }) => [moRef.value, name]));
  return plans.map((plan) => {
    const { endpoint, moRef, path, powerState, hardwareVersion, host } = plan.facts;
    const hostName = host && (hostNames.get(host.value) ?? host.value);
    const state = vmStateOf(plan);
    const { findings } = plan;
    return { endpoint, moRef, path, state, powerState, host: hostName, hardwareVersion, findings };
  });
}

export const reportCommand = defineCommand({
  command: 'report [selector..]',
  describe: 'how VMs and hosts stand to nested virtualization, as rows or as a page to look at',
  listing: reportListing,
  builder: (yargs) =>
    withSelection(yargs)
      .options(fleetFileOption)
      .option('html', {
        group: 'Output:',
        type: 'string',
        describe: 'write one self-contained page to this file; an older report is replaced',
      })
      .example('$0 report --html fleet.html', 'everything')
      .example("$0 report '/DC0/vm/lab/...' --html lab.html", 'one folder'),
  handler: async (context, args) => {
    const { io } = context;
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
    const { rows: found, endpoints } = await readVms(context, args, selection, async (here) => [
      await retrieveReport(here, fleet),
    ]);
    if (html === undefined) {
      const rows = found.flatMap(rowsOf);
      await printRowsFrom(io, args, endpoints, { listing: reportListing, rows });
      return;
    }
    const report: Report = {
      madeAt: new Date(),
      program: `vhv ${readVersion()}`,
      hosts: found.flatMap(({ hosts }) => hosts),
      plans: found.flatMap(({ plans }) => plans),
      ...(fleet !== undefined && {
        drift: { vms: found.flatMap(({ drift }) => drift?.vms ?? []) },
      }),
      notLookedAt: endpoints.lost.map(
        ({ endpoint, error }) => `${endpoint.name}: ${explain(error)}`,
      ),
    };
    await writeWhole(html, renderReport(report));
    printNote(io, args, `${html}: ${report.plans.length} VMs, ${report.hosts.length} hosts`);
  },
});
