import type { FindingCode } from '../../../src/nested/plan/finding-codes.ts';
import type { Fate } from '../../../src/nested/plan/vm-plan.ts';
import type { InventoryData, VmData } from '../../../src/simulator/index.ts';

/** VMs that are alike, and what a plan that may shut down guests and convert templates makes of them. */
export interface Kind {
  readonly vm: Omit<VmData, 'name' | 'host'>;
  /** Where they are; default: spread over hosts that nothing is wrong with. */
  readonly host?: string;
  readonly fate: Fate;
  readonly codes?: readonly FindingCode[];
}

const off = {};
const on = { power: 'poweredOn', tools: 'running' } as const;
const suspended = { power: 'suspended' } as const;

/** By name, which is what a VM's own name begins with. */
const kinds: Readonly<Record<string, Kind>> = {
  off: { vm: off, fate: 'change' },
  on: { vm: on, fate: 'change' },
  'off-already': { vm: { nestedHV: true }, fate: 'unchanged' },
  'on-already': { vm: { ...on, nestedHV: true }, fate: 'unchanged' },
  template: {
    vm: { template: true },
    fate: 'change',
    codes: ['TEMPLATE', 'LIBRARY_TEMPLATE'],
  },
  suspended: { vm: suspended, fate: 'blocked', codes: ['SUSPENDED'] },
  'no-tools': { vm: { power: 'poweredOn' }, fate: 'blocked', codes: ['TOOLS_NOT_RUNNING'] },
  'old-hardware': { vm: { hardware: 'vmx-08' }, fate: 'blocked', codes: ['HARDWARE_TOO_OLD'] },
  'oldest-capable': { vm: { hardware: 'vmx-09' }, fate: 'change' },
  passthrough: { vm: { passthrough: 1 }, fate: 'blocked', codes: ['PCI_PASSTHROUGH'] },
  vbs: { vm: { settings: { flags: { vbsEnabled: true } } }, fate: 'change' },
  forbidden: { vm: { folder: 'forbidden' }, fate: 'blocked', codes: ['MISSING_PRIVILEGE'] },
  ft: { vm: { faultTolerance: true }, fate: 'blocked', codes: ['FAULT_TOLERANCE'] },
  question: { vm: { ...on, question: 'moved' }, fate: 'blocked', codes: ['QUESTION_PENDING'] },
  managed: {
    vm: { managedBy: { extensionKey: 'com.example.backup', type: 'appliance' } },
    fate: 'blocked',
    codes: ['MANAGED_BY'],
  },
  vcls: {
    vm: { ...on, managedBy: { extensionKey: 'com.vmware.vim.eam', type: 'cluster-agent' } },
    fate: 'blocked',
    codes: ['CLUSTER_SERVICE_VM'],
  },
  'encrypted-off': { vm: { encrypted: true }, fate: 'change' },
  'encrypted-on': { vm: { ...on, encrypted: true }, fate: 'change', codes: ['ENCRYPTED'] },
  'vtpm-on': { vm: { ...on, vtpm: true }, fate: 'change', codes: ['ENCRYPTED', 'VTPM'] },
  snapshots: { vm: { snapshots: ['before'] }, fate: 'change', codes: ['SNAPSHOTS'] },
  disabled: {
    vm: { disabledMethods: ['ReconfigVM_Task'] },
    fate: 'blocked',
    codes: ['METHOD_DISABLED'],
  },
  'firmware-off': { vm: off, host: 'esx-firmware', fate: 'blocked', codes: ['HOST_NOT_CAPABLE'] },
  unreached: { vm: off, host: 'esx-lost', fate: 'blocked', codes: ['NOT_CONNECTED'] },
  'entering-maintenance': {
    vm: on,
    host: 'esx-leaving',
    fate: 'blocked',
    codes: ['HOST_ENTERING_MAINTENANCE'],
  },
  'cd-lost': {
    vm: { ...on, iso: { datastore: 'lost' } },
    fate: 'blocked',
    // The datastore of an image is one of the VM's own, too.
    codes: ['CD_INACCESSIBLE', 'DATASTORE_INACCESSIBLE'],
  },
};

/** Hosts that nothing is wrong with, in two clusters and outside of any. */
const hosts = ['esx-a1', 'esx-a2', 'esx-a3', 'esx-b1', 'esx-b2', 'esx-loose'];
/** VMs of each kind. */
const each = 20;

export const fleetSize = Object.keys(kinds).length * each;

export function kindOf(name: string): Kind {
  const kind = kinds[name.replace(/-\d+$/, '')];
  if (kind === undefined) {
    throw new Error(`${name} is of no kind`);
  }
  return kind;
}

function* vms(): Generator<VmData> {
  for (const [name, { vm, host }] of Object.entries(kinds)) {
    for (let n = 0; n < each; n += 1) {
      const place = host ?? hosts[n % hosts.length] ?? '';
      yield { ...vm, name: `${name}-${n}`, host: place };
    }
  }
}

export const mixedFleet: InventoryData = {
  datacenters: [
    {
      name: 'DC',
      clusters: [
        { name: 'A', hosts: [{ name: 'esx-a1' }, { name: 'esx-a2' }, { name: 'esx-a3' }] },
        {
          name: 'B',
          drs: 'manual',
          hosts: [
            { name: 'esx-b1', cpu: 'amd' },
            { name: 'esx-b2', version: '7.0.3', cpu: 'amd' },
          ],
        },
      ],
      hosts: [
        { name: 'esx-loose' },
        { name: 'esx-firmware', virtualization: 'offInFirmware' },
        { name: 'esx-lost', connection: 'notResponding' },
        { name: 'esx-leaving', maintenance: 'entering' },
      ],
      datastores: ['datastore1', { name: 'lost', accessible: false }],
      vms: vms(),
    },
  ],
};
