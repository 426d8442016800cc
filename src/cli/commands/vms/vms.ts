import type { VmFacts } from '../../../nested/facts/vm-facts.ts';
import { retrieveFacts } from '../../../nested/facts/vm-facts.ts';
import type { Finding } from '../../../nested/plan/finding-codes.ts';
import { planVm } from '../../../nested/plan/plan.ts';
import {
  flag,
  type Listing,
  moRefField,
  pathField,
  reference,
  text,
  texts,
} from '../../../report/listing.ts';
import { formatCodes } from '../../../report/plans.ts';
import { findingsField } from '../../../report/rows/findings.ts';
import type { CallOptions, Selection, Session } from '../../../vsphere/index.ts';
import { withSelection } from '../../arguments/options.ts';
import { readSelection } from '../../arguments/selection.ts';
import { printRowsFrom } from '../../endpoints/print-rows-from.ts';
import { streamFrom } from '../../endpoints/read-endpoints.ts';
import { withEndpoints } from '../../endpoints/with-endpoints.ts';
import { defineCommand } from '../define-command.ts';
import { toEnable } from '../to-enable.ts';

/** A VM, and what would stand in the way of turning nested virtualization on. */
export interface VmRow extends Omit<VmFacts, 'details' | 'attributes'> {
  readonly findings: readonly Finding[];
}

/** Unset means off; where not even the changeVersion could be read, nobody knows. */
function formatFlag({ nestedHVEnabled, changeVersion }: VmRow): string {
  if (nestedHVEnabled === undefined && changeVersion === undefined) {
    return '-';
  }
  return nestedHVEnabled === true ? 'on' : 'off';
}

const vmsListing: Listing<VmRow> = {
  schema: 'vhv/vms/1',
  fields: {
    path: pathField('PATH'),
    moRef: { ...moRefField, heading: 'MOID', drop: 3, cell: moRefField.csv },
    powerState: {
      schema: { enum: ['poweredOn', 'poweredOff', 'suspended'] },
      describe: 'runtime.powerState',
      heading: 'POWER',
    },
    hardwareVersion: { schema: text, describe: 'config.version', heading: 'HARDWARE', drop: 2 },
    nestedHVEnabled: {
      schema: flag,
      describe: 'config.nestedHVEnabled; left out where it is unset, which means off',
      heading: 'NESTED HV',
      cell: formatFlag,
    },
    nestedHVSupported: {
      schema: flag,
      describe: 'capability.nestedHVSupported of the VM itself',
      heading: 'CAPABLE',
      drop: 1,
    },
    findings: {
      ...findingsField,
      describe:
        'what would stand in the way of turning it on, as far as the VM itself tells: its devices, its host, tasks and rights are looked at by `report` and `plan`',
      // Nothing found is no promise: devices and hosts were not looked at.
      heading: 'FINDINGS SO FAR',
      cell: ({ findings }) => formatCodes(findings),
    },
    datacenter: {
      schema: reference,
      describe: 'the datacenter that it is in; left out on an ESXi by itself',
      csv: ({ datacenter }) => datacenter?.value ?? '',
    },
    endpoint: { schema: text, describe: 'the server it was seen through' },
    name: { schema: text, describe: 'name, as people read it' },
    connectionState: { schema: text, describe: 'runtime.connectionState' },
    host: {
      schema: reference,
      describe: 'where it runs, or would',
      csv: ({ host }) => host?.value ?? '',
    },
    template: { schema: flag, describe: 'config.template' },
    changeVersion: { schema: text, describe: 'config.changeVersion: changes with the VM' },
    switchKey: {
      schema: text,
      describe: 'before API 5.1: the advanced option that stands for nestedHVEnabled',
    },
    instanceUuid: { schema: text, describe: 'config.instanceUuid' },
    biosUuid: { schema: text, describe: 'config.uuid' },
    vmPathName: { schema: text, describe: 'config.files.vmPathName' },
    featureRequirements: {
      schema: texts,
      describe:
        'keys of runtime.featureRequirement, or of offlineFeatureRequirement while it is off',
    },
    offlineRequirements: {
      schema: texts,
      describe: 'of offlineFeatureRequirement, the keys of nested virtualization',
    },
    runningRequirements: {
      schema: texts,
      describe: 'of featureRequirement, the keys of nested virtualization',
    },
    extraConfig: {
      schema: { type: 'object', additionalProperties: text },
      describe: 'advanced options, where they were asked for',
    },
    question: { schema: text, describe: 'what it waits for an answer to' },
    disabledMethods: { schema: texts, describe: 'of disabledMethod, those that a change may need' },
    managedBy: {
      schema: { type: 'object', properties: { extensionKey: text, type: text } },
      describe: 'config.managedBy: the extension that it belongs to',
    },
    faultToleranceState: { schema: text, describe: 'runtime.faultToleranceState' },
    vbsEnabled: { schema: flag, describe: 'flags.vbsEnabled' },
    hasSnapshots: { schema: flag, describe: 'whether it has snapshots' },
    bootTime: { schema: text, describe: 'runtime.bootTime: when it was last powered on from off' },
    guestId: { schema: text, describe: 'config.guestId' },
    guestFamily: { schema: text, describe: 'guest.guestFamily, while Tools run' },
    toolsRunningStatus: { schema: text, describe: 'guest.toolsRunningStatus' },
    ipAddress: { schema: text, describe: 'guest.ipAddress, while Tools run' },
    unreadable: { schema: texts, describe: 'property paths that this user may not read' },
  },
};

export const vmsCommand = defineCommand({
  command: 'vms [selector..]',
  describe: "every VM's nested virtualization: what is set, and what it can",
  listing: vmsListing,
  builder: (yargs) =>
    withSelection(yargs)
      .example('$0 vms', 'all of them')
      .example("$0 vms '/DC0/vm/lab/...'", 'everything below a folder')
      .example('$0 vms --where config.nestedHVEnabled=true', 'where it is on'),
  handler: async (context, args) => {
    const { io } = context;
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

async function* vmRows(
  session: Session,
  selection: Selection,
  options: CallOptions,
): AsyncGenerator<VmRow> {
  for await (const facts of retrieveFacts(session, selection, options)) {
    yield { ...facts, findings: planVm(facts, toEnable).findings };
  }
}
