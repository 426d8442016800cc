import { buildHost } from './build-host.ts';
import { buildVmState } from './build-vm.ts';
import { type ClusterSettings, ComputeResource } from './compute-resource.ts';
import { Datastore } from './datastore.ts';
import { Datacenter, type DatacenterFolders, Folder } from './folder.ts';
import type { HostSystem } from './host-system.ts';
import type { Inventory } from './inventory.ts';
import type {
  ClusterData,
  DatacenterData,
  HostData,
  InventoryData,
  VmData,
} from './inventory-data.ts';
import { pathOf } from './inventory-path.ts';
import { type Moids, stableUuid } from './moids.ts';
import { Network } from './network.ts';
import { ResourcePool } from './resource-pool.ts';
import { VirtualMachine } from './virtual-machine.ts';

const folderTypes = {
  vm: ['Folder', 'VirtualMachine', 'VirtualApp'],
  host: ['Folder', 'ComputeResource'],
  datastore: ['Folder', 'Datastore', 'StoragePod'],
  network: ['Folder', 'Network', 'DistributedVirtualSwitch'],
} as const;

/** Makes the objects of an inventory from its description. */
export class InventoryBuilder {
  readonly #inventory: Inventory;
  readonly #moids: Moids;
  readonly #created: string;
  readonly #root: Folder;
  readonly #hosts = new Map<string, HostSystem>();

  /** @param created the time at which everything is said to have been made */
  constructor(inventory: Inventory, moids: Moids, root: Folder, created: string) {
    this.#inventory = inventory;
    this.#moids = moids;
    this.#root = inventory.add(root);
    this.#created = created;
  }

  /** @throws TypeError where the description does not fit together */
  build(data: InventoryData): void {
    for (const datacenter of data.datacenters) {
      this.#datacenter(datacenter);
    }
  }

  #datacenter(data: DatacenterData): void {
    const datacenter = this.#inventory.add(
      new Datacenter(this.#moids.datacenter(), data.name, this.#root),
    );
    this.#root.children.push(datacenter);
    const folder = (kind: keyof typeof folderTypes) =>
      this.#inventory.add(
        new Folder(this.#moids.folder(kind), kind, datacenter, folderTypes[kind]),
      );
    const folders = {
      vm: folder('vm'),
      host: folder('host'),
      datastore: folder('datastore'),
      network: folder('network'),
    };
    datacenter.folders = folders;
    for (const name of data.datastores ?? ['datastore1']) {
      const url = `ds:///vmfs/volumes/${stableUuid(`datastore ${name}`)}/`;
      const moRef = this.#moids.datastore(name);
      const datastore = new Datastore(moRef, name, folders.datastore, url);
      folders.datastore.children.push(this.#inventory.add(datastore));
    }
    for (const name of data.networks ?? ['VM Network']) {
      const network = new Network(this.#moids.network(name), name, folders.network);
      folders.network.children.push(this.#inventory.add(network));
    }
    for (const cluster of data.clusters ?? []) {
      this.#compute(folders, cluster.name, cluster.hosts, clusterSettings(cluster));
    }
    for (const host of data.hosts ?? []) {
      this.#compute(folders, host.name, [host], undefined);
    }
    for (const vm of data.vms ?? []) {
      this.#vm(folders.vm, vm);
    }
  }

  #compute(
    folders: DatacenterFolders,
    name: string,
    hosts: readonly HostData[],
    cluster: ClusterSettings | undefined,
  ): void {
    const moRef = this.#moids.compute(cluster !== undefined);
    const compute = this.#inventory.add(new ComputeResource(moRef, name, folders.host, cluster));
    folders.host.children.push(compute);
    compute.environmentBrowser = this.#moids.environmentBrowser(moRef);
    compute.pool = this.#inventory.add(
      new ResourcePool(this.#moids.pool(true), 'Resources', compute, compute),
    );
    for (const data of hosts) {
      this.#host(compute, folders, data);
    }
  }

  #host(compute: ComputeResource, folders: DatacenterFolders, data: HostData): void {
    if (this.#hosts.has(data.name)) {
      throw new TypeError(`there are two hosts ${data.name}`);
    }
    const moRef = this.#moids.host();
    const host = buildHost(data, {
      moRef,
      options: this.#moids.options(moRef),
      parent: compute,
      evcMode: compute.cluster?.evcMode,
      datastores: folders.datastore.children.filter((child) => child instanceof Datastore),
      networks: folders.network.children.filter((child) => child instanceof Network),
      created: this.#created,
    });
    this.#inventory.add(host.options);
    compute.hosts.push(this.#inventory.add(host));
    for (const network of host.networks) {
      network.hosts.add(host);
    }
    this.#hosts.set(data.name, host);
  }

  #vm(vmFolder: Folder, data: VmData): void {
    const host = this.#hosts.get(data.host);
    const [datastore] = host?.datastores ?? [];
    const compute = host?.parent;
    if (host === undefined || datastore === undefined || !(compute instanceof ComputeResource)) {
      throw new TypeError(`the host ${data.host} of VM ${data.name} is not in its inventory`);
    }
    const folder = this.#folder(vmFolder, data.folder ?? '');
    const moRef = this.#moids.vm();
    const [network] = host.networks;
    const vm = new VirtualMachine({
      moRef,
      name: data.name,
      parent: folder,
      host,
      pool: data.template === true ? undefined : compute.pool,
      datastore,
      network,
      environmentBrowser: compute.environmentBrowser ?? moRef,
      state: buildVmState(data, `${pathOf(folder)}/${data.name}`, this.#created),
    });
    if (data.question !== undefined) {
      vm.ask(data.question);
    }
    this.#inventory.add(vm);
    folder.children.push(vm);
    for (const holder of [host, vm.pool, datastore, network]) {
      holder?.vms.add(vm);
    }
  }

  /** The folder at a path below another, made where it is missing. */
  #folder(below: Folder, path: string): Folder {
    let at = below;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const found = at.children.find((child) => child instanceof Folder && child.name === name);
      if (found instanceof Folder) {
        at = found;
      } else {
        const folder = new Folder(this.#moids.folder('vm'), name, at, folderTypes.vm);
        at.children.push(this.#inventory.add(folder));
        at = folder;
      }
    }
    return at;
  }
}

function clusterSettings({ evcMode, drs = 'fullyAutomated' }: ClusterData): ClusterSettings {
  return {
    evcMode,
    drs: { enabled: drs !== 'off', behavior: drs === 'off' ? 'fullyAutomated' : drs },
  };
}
