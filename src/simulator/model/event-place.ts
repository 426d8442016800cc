import type { Event } from '../types.ts';
import { ComputeResource } from './compute-resource.ts';
import { Datacenter } from './folder.ts';
import { HostSystem } from './host-system.ts';
import type { ManagedEntity } from './managed-entity.ts';
import { VirtualMachine } from './virtual-machine.ts';

type Place = Pick<Event, 'datacenter' | 'computeResource' | 'host' | 'vm'>;

/** Where an event took place: the VM, its host, its cluster and its datacenter, as far as the entity has them. */
export function eventPlace(entity: ManagedEntity): Place {
  const vm = entity instanceof VirtualMachine ? entity : undefined;
  const host = entity instanceof HostSystem ? entity : vm?.host;
  const compute = entity instanceof ComputeResource ? entity : host?.parent;
  const datacenter = datacenterOf(entity);
  return {
    ...(datacenter && { datacenter: { name: datacenter.name, datacenter: datacenter.moRef } }),
    ...(compute && { computeResource: { name: compute.name, computeResource: compute.moRef } }),
    ...(host && { host: { name: host.name, host: host.moRef } }),
    ...(vm && { vm: { name: vm.name, vm: vm.moRef } }),
  };
}

/** The entities that an event about `entity` is also about. */
export function placesOf(entity: ManagedEntity): readonly ManagedEntity[] {
  const host = entity instanceof VirtualMachine ? entity.host : undefined;
  return host === undefined ? [entity] : [entity, host];
}

/** `hv-01 on esx-01.lab.test in Lab`, as the messages of a VM's events have it. */
export function whereabouts(vm: VirtualMachine): string {
  return `${vm.name} on ${vm.host.name} in ${datacenterOf(vm)?.name ?? ''}`;
}

function datacenterOf(entity: ManagedEntity): Datacenter | undefined {
  for (let at: ManagedEntity | undefined = entity; at !== undefined; at = at.parent) {
    if (at instanceof Datacenter) {
      return at;
    }
  }
  return undefined;
}
