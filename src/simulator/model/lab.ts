import type { HostData, InventoryData, VmData } from './inventory-data.ts';

const hosts = {
  one: { name: 'esx-01.lab.test', version: '8.0.3' },
  two: { name: 'esx-02.lab.test', version: '8.0.3' },
  old: { name: 'esx-03.lab.test', version: '6.7.0', cpu: 'amd' },
} as const satisfies Record<string, HostData>;

/** Eight VMs: three that can be changed at once, and one of each kind that cannot. */
const vms: readonly VmData[] = [
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

/** The built-in lab of a vCenter: a cluster of two hosts, one older host of its own, eight VMs. */
export function labInventory(): InventoryData {
  return {
    datacenters: [
      {
        name: 'Lab',
        clusters: [{ name: 'compute', hosts: [hosts.one, hosts.two] }],
        hosts: [hosts.old],
        datastores: ['nvme-01'],
        vms,
      },
    ],
  };
}

/** The same VMs on one host without a vCenter; a template is a thing of vCenter's. */
export function labHostInventory(): InventoryData {
  return {
    datacenters: [
      {
        name: 'ha-datacenter',
        hosts: [hosts.one],
        datastores: ['nvme-01'],
        vms: vms
          .filter((vm) => vm.template !== true)
          .map(({ folder: _folder, ...vm }) => ({ ...vm, host: hosts.one.name })),
      },
    ],
  };
}
