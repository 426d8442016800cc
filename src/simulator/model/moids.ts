import { createHash } from 'node:crypto';
import type { MoRef } from '../../vim25/moref.ts';

/** How a server numbers the objects of its inventory. */
export interface Moids {
  datacenter(): MoRef;
  folder(kind: 'vm' | 'host' | 'datastore' | 'network'): MoRef;
  compute(isCluster: boolean): MoRef;
  pool(isRoot: boolean): MoRef;
  vApp(): MoRef;
  host(): MoRef;
  vm(): MoRef;
  datastore(name: string): MoRef;
  network(name: string): MoRef;
  distributedSwitch(): MoRef;
  distributedPortgroup(): MoRef;
  /** Of the advanced options of a host. */
  options(host: MoRef): MoRef;
  environmentBrowser(compute: MoRef): MoRef;
  task(descriptionId: string): MoRef;
}

const folderLetters = { vm: 'v', host: 'h', datastore: 's', network: 'n' };

/** One counter for everything but tasks, a prefix per type: `vm-42`, `host-9`, `domain-c7`, `group-v3`. */
export function vcenterMoids(): Moids {
  let last = 1;
  let lastTask = 0;
  const next = (type: string, prefix: string): MoRef => {
    last += 1;
    return { type, value: `${prefix}${last}` };
  };
  return {
    datacenter: () => next('Datacenter', 'datacenter-'),
    folder: (kind) => next('Folder', `group-${folderLetters[kind]}`),
    compute: (isCluster) =>
      isCluster ? next('ClusterComputeResource', 'domain-c') : next('ComputeResource', 'domain-s'),
    pool: () => next('ResourcePool', 'resgroup-'),
    vApp: () => next('VirtualApp', 'resgroup-v'),
    host: () => next('HostSystem', 'host-'),
    vm: () => next('VirtualMachine', 'vm-'),
    datastore: () => next('Datastore', 'datastore-'),
    network: () => next('Network', 'network-'),
    distributedSwitch: () => next('VmwareDistributedVirtualSwitch', 'dvs-'),
    distributedPortgroup: () => next('DistributedVirtualPortgroup', 'dvportgroup-'),
    options: ({ value }) => ({
      type: 'OptionManager',
      value: `EsxHostAdvSettings-${value.slice('host-'.length)}`,
    }),
    environmentBrowser: ({ value }) => ({
      type: 'EnvironmentBrowser',
      value: `envbrowser-${value}`,
    }),
    task: () => {
      lastTask += 1;
      return { type: 'Task', value: `task-${lastTask}` };
    },
  };
}

function noDistributedSwitch(): never {
  throw new TypeError('an ESXi has no distributed switch');
}

/** Fixed names for what there is once, digits only for VMs (docs/facts.md#service-content). */
export function esxMoids(): Moids {
  let lastVm = 0;
  let lastVApp = 0;
  let lastTask = 0;
  const fixed = (type: string, value: string) => (): MoRef => ({ type, value });
  return {
    datacenter: fixed('Datacenter', 'ha-datacenter'),
    folder: (kind) => ({ type: 'Folder', value: `ha-folder-${kind}` }),
    compute: fixed('ComputeResource', 'ha-compute-res'),
    pool: fixed('ResourcePool', 'ha-root-pool'),
    // No recording shows a vApp of an ESXi.
    vApp: () => {
      lastVApp += 1;
      return { type: 'VirtualApp', value: `ha-vapp-${lastVApp}` };
    },
    host: fixed('HostSystem', 'ha-host'),
    vm: () => {
      lastVm += 1;
      return { type: 'VirtualMachine', value: String(lastVm) };
    },
    datastore: (name) => ({ type: 'Datastore', value: stableUuid(`datastore ${name}`) }),
    network: (name) => ({ type: 'Network', value: `HaNetwork-${name}` }),
    distributedSwitch: noDistributedSwitch,
    distributedPortgroup: noDistributedSwitch,
    options: fixed('OptionManager', 'ha-adv-options'),
    environmentBrowser: fixed('EnvironmentBrowser', 'ha-env-browser'),
    task: (descriptionId) => {
      lastTask += 1;
      return { type: 'Task', value: `haTask--vim.${descriptionId}-${lastTask}` };
    },
  };
}

/** The same name always gives the same uuid, so that an inventory is the same at every start. */
export function stableUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
