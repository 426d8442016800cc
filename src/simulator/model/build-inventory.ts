import type {
  ClusterData,
  DatacenterData,
  HostData,
  InventoryData,
  VmData,
} from '../inventory-file/inventory-data.ts';
import { Alarm } from './alarm.ts';
import { buildHost } from './build-host.ts';
import { buildNetworks, networkOf } from './build-networks.ts';
import { buildVmState } from './build-vm.ts';
import type { ClusterSettings } from './cluster.ts';
import { ComputeResource } from './compute-resource.ts';
import { CustomFields } from './custom-fields.ts';
import { Datastore } from './datastore.ts';
import { EnvironmentBrowser } from './environment-browser.ts';
import { Datacenter, type DatacenterFolders, Folder } from './folder.ts';
import type { HostSystem } from './host-system.ts';
import type { Inventory } from './inventory.ts';
import { pathOf } from './inventory-path.ts';
import type { KeyServer } from './key-server.ts';
import type { ManagedEntity } from './managed-entity.ts';
import { type Moids, stableUuid } from './moids.ts';
import { Network, type Security, strict } from './network.ts';
import { ResourcePool } from './resource-pool.ts';
import { VirtualApp } from './virtual-app.ts';
import { VirtualMachine } from './virtual-machine.ts';

const folderTypes = {
  vm: ['Folder', 'VirtualMachine', 'VirtualApp'],
  host: ['Folder', 'ComputeResource'],
  datastore: ['Folder', 'Datastore', 'StoragePod'],
  network: ['Folder', 'Network', 'DistributedVirtualSwitch'],
} as const;

/** What the hosts of a datacenter have in common. */
interface HostsPlace {
  readonly folders: DatacenterFolders;
  readonly switchSecurity: Security;
}

/** Makes the objects of an inventory from its description. */
export class InventoryBuilder {
  readonly #inventory: Inventory;
  readonly #moids: Moids;
  readonly #created: string;
  readonly #root: Folder;
  readonly #hosts = new Map<string, HostSystem>();
  readonly #keyServer: KeyServer;
  readonly #customFields = new CustomFields();
  readonly #alarms = new Map<string, Alarm>();

  /** @param created the time at which everything is said to have been made */
  constructor(
    inventory: Inventory,
    moids: Moids,
    root: Folder,
    { created, keyServer }: { readonly created: string; readonly keyServer: KeyServer },
  ) {
    this.#inventory = inventory;
    this.#moids = moids;
    this.#root = inventory.add(root);
    this.#created = created;
    this.#keyServer = keyServer;
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
    for (const item of data.datastores ?? ['datastore1']) {
      const {
        name,
        accessible = true,
        local = false,
      } = typeof item === 'string' ? { name: item } : item;
      const url = `ds:///vmfs/volumes/${stableUuid(`datastore ${name}`)}/`;
      const moRef = this.#moids.datastore(name);
      const datastore = new Datastore(moRef, name, folders.datastore, { url, accessible, local });
      folders.datastore.children.push(this.#inventory.add(datastore));
    }
    const { networks = ['VM Network'], switchSecurity } = data;
    buildNetworks(networks, folders.network, this.#inventory, this.#moids);
    const place = { folders, switchSecurity: { ...strict, ...switchSecurity } };
    for (const cluster of data.clusters ?? []) {
      this.#compute(place, cluster.name, cluster.hosts, clusterSettings(cluster));
    }
    for (const host of data.hosts ?? []) {
      this.#compute(place, host.name, [host], undefined);
    }
    for (const vm of data.vms ?? []) {
      this.#vm(folders.vm, vm);
    }
    for (const cluster of data.clusters ?? []) {
      this.#rules(cluster);
    }
  }

  #compute(
    place: HostsPlace,
    name: string,
    hosts: readonly HostData[],
    cluster: ClusterSettings | undefined,
  ): void {
    const { folders } = place;
    const moRef = this.#moids.compute(cluster !== undefined);
    const compute = this.#inventory.add(new ComputeResource(moRef, name, folders.host, cluster));
    folders.host.children.push(compute);
    const browser = new EnvironmentBrowser(this.#moids.environmentBrowser(moRef), compute);
    compute.environmentBrowser = this.#inventory.add(browser).moRef;
    compute.pool = this.#inventory.add(
      new ResourcePool(this.#moids.pool(true), 'Resources', compute, compute),
    );
    for (const data of hosts) {
      this.#host(compute, place, data);
    }
  }

  #host(compute: ComputeResource, { folders, switchSecurity }: HostsPlace, data: HostData): void {
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
      switchSecurity,
      created: this.#created,
    });
    this.#inventory.add(host.options);
    compute.hosts.push(this.#inventory.add(host));
    for (const network of host.networks) {
      network.hosts.add(host);
    }
    this.#hosts.set(data.name, host);
    this.#trigger(host, data.alarms);
  }

  #trigger(entity: ManagedEntity, names: readonly string[] = []): void {
    for (const name of names) {
      const next = { type: 'Alarm', value: `alarm-${this.#alarms.size + 1}` };
      const alarm = this.#alarms.get(name) ?? this.#inventory.add(new Alarm(next, name));
      this.#alarms.set(name, alarm);
      entity.triggeredAlarms.push(alarm.stateAt(entity.moRef, this.#created));
    }
  }

  #vm(vmFolder: Folder, data: VmData): void {
    const host = this.#hosts.get(data.host);
    const compute = host?.parent;
    if (host === undefined || !(compute instanceof ComputeResource)) {
      throw new TypeError(`the host ${data.host} of VM ${data.name} is not in its inventory`);
    }
    const datastore = storeOf(host, data.datastore);
    const vApp = data.vApp === undefined ? undefined : this.#vApp(vmFolder, data.vApp, compute);
    const parent = vApp ?? this.#folder(vmFolder, data.folder ?? '');
    const moRef = this.#moids.vm();
    const network = networkOf(host, data.network);
    const vm = new VirtualMachine({
      moRef,
      name: data.name,
      parent,
      host,
      pool: data.template === true ? undefined : (vApp ?? compute.pool),
      datastore,
      disksOn: (data.disksOn ?? []).map((name) => storeOf(host, name)),
      iso: data.iso && {
        datastore: storeOf(host, data.iso.datastore),
        connected: data.iso.connected ?? true,
      },
      keyServer: this.#keyServer,
      customFields: this.#customFields,
      attributes: data.attributes ?? {},
      network,
      environmentBrowser: compute.environmentBrowser ?? moRef,
      state: buildVmState(data, `${pathOf(parent)}/${data.name}`, this.#created),
    });
    this.#trigger(vm, data.alarms);
    if (data.question !== undefined) {
      vm.ask(data.question);
    }
    this.#inventory.add(vm);
    for (const name of data.snapshots ?? []) {
      const made = { description: '', memory: false, quiesced: false, createTime: this.#created };
      this.#inventory.add(vm.takeSnapshot({ name, ...made }));
    }
    if (parent instanceof Folder) {
      parent.children.push(vm);
    }
    for (const holder of [host, vm.pool, ...vm.datastores, network]) {
      holder?.vms.add(vm);
    }
  }

  /** The vApp of a name, made where it is missing. */
  #vApp(folder: Folder, name: string, { pool }: ComputeResource): VirtualApp {
    const found = folder.children.find((child) => child.isNamed(name));
    if (found instanceof VirtualApp && found.pool === pool) {
      return found;
    }
    if (found !== undefined || pool === undefined) {
      throw new TypeError(`the vApp ${name} is not one thing in one cluster`);
    }
    const vApp = this.#inventory.add(new VirtualApp(this.#moids.vApp(), name, folder, pool));
    folder.children.push(vApp);
    pool.pools.push(vApp);
    return vApp;
  }

  #rules({ antiAffinity = [], hosts }: ClusterData): void {
    const [first] = hosts;
    const compute = first && this.#hosts.get(first.name)?.parent;
    if (!(compute instanceof ComputeResource)) {
      return;
    }
    const vms = compute.hosts.flatMap((host) => [...host.vms]);
    for (const { name, vms: names } of antiAffinity) {
      const members = vms.filter(
        (vm) => vm instanceof VirtualMachine && names.some((one) => vm.isNamed(one)),
      );
      compute.cluster?.rules.push({ name, vms: members as VirtualMachine[] });
    }
  }

  /** The folder at a path below another, made where it is missing. */
  #folder(below: Folder, path: string): Folder {
    let at = below;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const found = at.children.find((child) => child instanceof Folder && child.isNamed(name));
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

function storeOf({ name, datastores }: HostSystem, wanted: string | undefined): Datastore {
  const [first] = datastores;
  const found = wanted === undefined ? first : datastores.find((store) => store.isNamed(wanted));
  if (found === undefined) {
    throw new TypeError(`the host ${name} has no datastore ${wanted ?? 'at all'}`);
  }
  return found;
}

function clusterSettings({
  evcMode,
  drs = 'fullyAutomated',
  ha,
  remediation = false,
}: ClusterData): ClusterSettings {
  return {
    evcMode,
    drs: { enabled: drs !== 'off', behavior: drs === 'off' ? 'fullyAutomated' : drs },
    ha: ha && {
      admissionControl: ha.admissionControl ?? true,
      slots: ha.slots ?? Number.POSITIVE_INFINITY,
    },
    rules: [],
    remediation,
  };
}
