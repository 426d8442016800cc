import type { HostData, InventoryData, VmData } from '../inventory-file/inventory-data.ts';

const hosts = {
  one: { name: 'esx-01.lab.test', version: '8.0.3' },
  two: { name: 'esx-02.lab.test', version: '8.0.3' },
  old: { name: 'esx-03.lab.test', version: '6.7.0', cpu: 'amd' },
  manual: { name: 'esx-04.lab.test' },
  resting: { name: 'esx-05.lab.test', maintenance: true },
  lost: { name: 'esx-06.lab.test', connection: 'disconnected' },
  ancient: {
    name: 'esx-07.lab.test',
    version: '5.0.0',
    licence: { edition: 'evaluation', expiresInHours: 12 },
  },
  full: { name: 'esx-08.lab.test', version: '7.0.3' },
  spare: { name: 'esx-09.lab.test' },
} as const satisfies Record<string, HostData>;

/** Eight VMs that need no more than one host: three that can be changed at once, the others each with its own obstacle. */
const plainVms: readonly VmData[] = [
  {
    name: 'hv-01',
    folder: 'nested',
    host: hosts.one.name,
    settings: { guestId: 'vmkernel8Guest' },
  },
  {
    name: 'hv-02',
    folder: 'nested',
    host: hosts.two.name,
    hardware: 'vmx-21',
    settings: { guestId: 'ubuntu64Guest', firmware: 'efi' },
    extraConfig: { 'disk.EnableUUID': 'TRUE', 'guestinfo.role': 'kvm' },
  },
  {
    name: 'hv-03',
    folder: 'nested',
    host: hosts.one.name,
    power: 'poweredOn',
    tools: 'running',
    settings: { guestId: 'ubuntu64Guest' },
  },
  {
    name: 'hv-04',
    folder: 'nested',
    host: hosts.two.name,
    power: 'poweredOn',
    tools: 'running',
    nestedHV: true,
    settings: { guestId: 'vmkernel8Guest' },
  },
  { name: 'old-01', host: hosts.one.name, hardware: 'vmx-08' },
  { name: 'golden', host: hosts.one.name, template: true, settings: { guestId: 'rhel9_64Guest' } },
  { name: 'paused-01', host: hosts.two.name, power: 'suspended' },
  { name: 'amd-01', folder: 'nested', host: hosts.old.name, hardware: 'vmx-14' },
];

/** One VM for everything that can stand in the way of a change, as far as two good hosts will do. */
const specialVms: readonly VmData[] = [
  { name: 'gpu-01', host: hosts.one.name, passthrough: 1 },
  {
    name: 'vbs-01',
    host: hosts.one.name,
    power: 'poweredOn',
    tools: 'running',
    nestedHV: true,
    settings: {
      guestId: 'windows2019srvNext_64Guest',
      firmware: 'efi',
      flags: { vbsEnabled: true, vvtdEnabled: true },
    },
  },
  { name: 'ft-01', host: hosts.two.name, faultTolerance: true },
  { name: 'snap-01', host: hosts.two.name, snapshots: ['before the upgrade'] },
  {
    name: 'vCLS-01',
    folder: 'vCLS',
    host: hosts.one.name,
    hardware: 'vmx-11',
    power: 'poweredOn',
    cpus: 1,
    memoryMB: 128,
    managedBy: { extensionKey: 'com.vmware.vim.eam', type: 'cluster-agent' },
    extraConfig: { 'HDCS.agent': 'true' },
  },
  { name: 'asking-01', host: hosts.two.name, power: 'poweredOn', question: 'outOfSpace' },
  { name: 'secret-01', host: hosts.two.name, vtpm: true, settings: { firmware: 'efi' } },
  { name: 'mute-01', host: hosts.one.name, power: 'poweredOn', tools: 'notRunning' },
  { name: 'backup-01', host: hosts.one.name, disabledMethods: ['ReconfigVM_Task'] },
  { name: 'pair-a', host: hosts.one.name },
  { name: 'pair-b', host: hosts.two.name },
  { name: 'web', host: hosts.one.name, vApp: 'shop', power: 'poweredOn', tools: 'running' },
  { name: 'db', host: hosts.two.name, vApp: 'shop' },
];

const lostStorage = 'nfs-old';

/** One VM for everything around it that keeps it from coming back up. */
const branchVms: readonly VmData[] = [
  { name: 'manual-01', host: hosts.manual.name, power: 'poweredOn', tools: 'running' },
  { name: 'resting-01', host: hosts.resting.name },
  { name: 'lost-01', host: hosts.lost.name },
  { name: 'ancient-01', host: hosts.ancient.name, hardware: 'vmx-08' },
  { name: 'full-01', host: hosts.full.name, power: 'poweredOn', tools: 'running' },
  {
    name: 'install-01',
    host: hosts.spare.name,
    power: 'poweredOn',
    tools: 'running',
    iso: { datastore: lostStorage },
  },
];

/** The built-in lab of a vCenter: one of every interesting case, those of hosts and clusters in a datacenter of their own. */
export function labInventory(): InventoryData {
  return {
    datacenters: [
      {
        name: 'Lab',
        clusters: [
          {
            name: 'compute',
            hosts: [hosts.one, hosts.two],
            antiAffinity: [{ name: 'pair', vms: ['pair-a', 'pair-b'] }],
          },
        ],
        hosts: [hosts.old],
        datastores: ['nvme-01'],
        vms: [...plainVms, ...specialVms],
      },
      {
        name: 'Branch',
        clusters: [
          { name: 'by-hand', drs: 'manual', hosts: [hosts.manual, hosts.resting] },
          { name: 'full', hosts: [hosts.full], ha: { slots: 0 } },
        ],
        hosts: [hosts.lost, hosts.ancient, hosts.spare],
        datastores: ['san-01', { name: lostStorage, accessible: false }],
        vms: branchVms,
      },
    ],
  };
}

/** The plain VMs on one host without a vCenter; a template is a thing of vCenter's. */
export function labHostInventory(): InventoryData {
  return {
    datacenters: [
      {
        name: 'ha-datacenter',
        hosts: [hosts.one],
        datastores: ['nvme-01'],
        vms: plainVms
          .filter((vm) => vm.template !== true)
          .map(({ folder: _folder, ...vm }) => ({ ...vm, host: hosts.one.name })),
      },
    ],
  };
}
