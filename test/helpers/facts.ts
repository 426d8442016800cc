import type { FleetHost, Surroundings } from '../../src/nested/facts/surroundings.ts';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import type { HostFacts } from '../../src/nested/hosts/host-facts.ts';

const vm: VmFacts = {
  endpoint: 'https://vc.example.com',
  moRef: { type: 'VirtualMachine', value: 'vm-42' },
  name: 'web01',
  path: '/DC0/vm/lab/web01',
  powerState: 'poweredOff',
  connectionState: 'connected',
  host: { type: 'HostSystem', value: 'host-14' },
  hardwareVersion: 'vmx-19',
  template: false,
  changeVersion: '2026-11-22T00:00:00.123456Z',
  instanceUuid: '5020824e-c2eb-ed46-47db-8e5746f5bde4',
  nestedHVEnabled: false,
  nestedHVSupported: true,
  featureRequirements: [],
  extraConfig: {},
  unreadable: [],
};

/** A VM that nothing stands in the way of, but for what is given. */
export function vmFacts(facts: Partial<VmFacts> = {}): VmFacts {
  return { ...vm, ...facts };
}

const host: HostFacts = {
  endpoint: 'https://vc.example.com',
  moRef: { type: 'HostSystem', value: 'host-14' },
  name: 'esx1.example.com',
  path: '/DC0/host/C0/esx1.example.com',
  connectionState: 'connected',
  version: '8.0.3',
  apiVersion: '8.0.3.0',
  cpuModel: 'Intel(R) Xeon(R) Gold 6330 CPU @ 2.00GHz',
  nestedHVSupported: true,
  cpuid: 'vmx',
  hvCapable: true,
  hvCapableMasked: true,
  evcMode: undefined,
  options: {},
};

/** A host that is ready, but for what is given. */
export function hostFacts(facts: Partial<HostFacts> = {}): HostFacts {
  return { ...host, ...facts };
}

const fleetHost: FleetHost = {
  moRef: { type: 'HostSystem', value: 'host-14' },
  name: 'esx1.example.com',
  parent: { type: 'ClusterComputeResource', value: 'domain-c8' },
  connectionState: 'connected',
  powerState: 'poweredOn',
  standbyMode: 'none',
  inMaintenanceMode: false,
  version: '8.0.3',
  apiVersion: '8.0.3.0',
  nestedHVSupported: true,
  cpuid: 'vmx',
  hvCapable: true,
  virtualizationLeft: true,
  lockdownMode: 'lockdownDisabled',
  licence: { editionKey: 'esxEnterprisePlus', name: 'vSphere 8' },
  rootPool: { type: 'ResourcePool', value: 'resgroup-9' },
};

const fleet: Surroundings = {
  endpoint: 'https://vc.example.com',
  isVCenter: true,
  seenAt: '2026-11-22T00:00:00.000Z',
  self: { macAddresses: ['00:50:56:00:00:01'], serverAddresses: ['vc.example.com', '192.0.2.10'] },
  hosts: { 'host-14': fleetHost },
  clusters: {
    'domain-c8': {
      name: 'C0',
      drsEnabled: true,
      drsBehavior: 'fullyAutomated',
      drsOverrides: {},
      antiAffinity: [],
    },
  },
  datastores: { 'datastore-15': { name: 'nvme-01', accessible: true, maintenanceMode: 'normal' } },
  tasks: {},
  missingPrivileges: {},
  unread: [],
};

/** Surroundings that nothing is wrong with, but for what is given. */
export function healthy(facts: Partial<Surroundings> = {}): Surroundings {
  return { ...fleet, ...facts };
}

/** The same with something else about the host of `vmFacts`; undefined takes a fact away. */
export function withHost(
  facts: { readonly [Key in keyof FleetHost]?: FleetHost[Key] | undefined },
): Surroundings {
  const host = Object.fromEntries(
    Object.entries({ ...fleetHost, ...facts }).filter(([, value]) => value !== undefined),
  );
  return healthy({ hosts: { 'host-14': host as unknown as FleetHost } });
}
