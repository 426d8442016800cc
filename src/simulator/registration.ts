import { randomUUID } from 'node:crypto';
import { ComputeResource } from './model/compute-resource.ts';
import { Folder } from './model/folder.ts';
import type { HostSystem } from './model/host-system.ts';
import type { ManagedEntity } from './model/managed-entity.ts';
import { VirtualMachine } from './model/virtual-machine.ts';
import type { World } from './world.ts';

/** Takes an object out of the inventory: its reference means nothing any more. */
function takeOut(entity: ManagedEntity, { inventory }: World): void {
  inventory.remove(entity);
  entity.recentTasks = [];
}

function putBack(entity: ManagedEntity, { inventory }: World): void {
  entity.destroyed = false;
  inventory.add(entity);
}

/**
 * Unregisters a VM: its files stay, and nothing of it is in the inventory until `register`.
 *
 * @param vm one that no task works on
 */
export function unregister(vm: VirtualMachine, world: World): void {
  takeOut(vm, world);
  for (const holder of holdersOf(vm)) {
    holder.vms.delete(vm);
  }
  leaveFolder(vm, world);
}

/** Removes a folder, whose VMs are already gone, with the folders in it. */
export function removeFolder(folder: Folder, world: World): void {
  for (const child of [...folder.children]) {
    if (child instanceof Folder) {
      removeFolder(child, world);
    }
  }
  takeOut(folder, world);
  leaveFolder(folder, world);
}

function leaveFolder(entity: ManagedEntity, { inventory }: World): void {
  const { parent } = entity;
  if (parent instanceof Folder) {
    parent.children.splice(parent.children.indexOf(entity), 1);
    inventory.touch(parent);
  }
}

/** Registers a VM that was unregistered, where it was and with what it had. Its moid is a new one (rule newMoidAtRegistration). */
export function register(vm: VirtualMachine, world: World): void {
  vm.moRef = world.moids.vm();
  if (world.answers.newMoidAtRegistration === 'newInstanceUuid') {
    vm.state.instanceUuid = randomUUID();
  }
  for (const holder of holdersOf(vm)) {
    holder.vms.add(vm);
  }
  if (vm.parent instanceof Folder) {
    vm.parent.children.push(vm);
  }
  putBack(vm, world);
}

/** Removes a host from its vCenter with all of its VMs, which run on, or stay off; nothing of them is in the inventory until `addHost`. */
export function removeHost(host: HostSystem, world: World): readonly VirtualMachine[] {
  const vms = [...host.vms].filter((vm) => vm instanceof VirtualMachine);
  for (const vm of vms) {
    unregister(vm, world);
  }
  takeOut(host, world);
  const { parent } = host;
  if (parent instanceof ComputeResource) {
    parent.hosts.splice(parent.hosts.indexOf(host), 1);
  }
  return vms;
}

/** Adds a host that was removed, with its VMs. The host and each VM have a new moid. */
export function addHost(host: HostSystem, vms: readonly VirtualMachine[], world: World): void {
  host.moRef = world.moids.host();
  if (host.parent instanceof ComputeResource) {
    host.parent.hosts.push(host);
  }
  putBack(host, world);
  for (const vm of vms) {
    register(vm, world);
  }
}

function holdersOf({ host, pool, datastores, network }: VirtualMachine) {
  return [host, pool, ...datastores, network].filter((holder) => holder !== undefined);
}
