import type { MoRef } from '../../vim25/moref.ts';
import { HostSystem } from '../model/host-system.ts';
import { childNamed, findByPath } from '../model/inventory-path.ts';
import { ManagedEntity } from '../model/managed-entity.ts';
import { refs } from '../model/managed-object.ts';
import { Singleton } from '../model/service.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { guestSummary } from '../model/vm-guest.ts';
import { invalidArgument } from '../refusal.ts';
import { type Call, type Method, methodsOf } from './method.ts';

/** Nothing found, or nothing that the user may see, is an answer without a value (docs/facts.md#nothing-found). */
function ifVisible(entity: ManagedEntity | undefined, call: Call) {
  return entity !== undefined && call.access.has(entity, 'System.View') ? entity.moRef : undefined;
}

function isBelow(entity: ManagedEntity, ancestor: ManagedEntity | undefined): boolean {
  for (let at: ManagedEntity | undefined = entity; at !== undefined; at = at.parent) {
    if (at === ancestor) {
      return true;
    }
  }
  return ancestor === undefined;
}

/** Entities of one kind that a test picks, inside a datacenter or anywhere. */
function* search(
  { datacenter, vmSearch }: { readonly datacenter?: MoRef; readonly vmSearch: boolean },
  fits: (entity: VirtualMachine | HostSystem) => boolean,
  call: Call,
): Generator<ManagedEntity> {
  const within = datacenter && call.access.get(datacenter);
  for (const object of call.world.inventory.objects()) {
    const isKind = object instanceof (vmSearch ? VirtualMachine : HostSystem);
    if (
      isKind &&
      fits(object) &&
      isBelow(object, within as ManagedEntity | undefined) &&
      call.access.has(object, 'System.View')
    ) {
      yield object;
    }
  }
}

function first(entities: Iterable<ManagedEntity>): MoRef | undefined {
  const [entity] = entities;
  return entity?.moRef;
}

function hasUuid(uuid: string, instanceUuid = false) {
  const wanted = uuid.toLowerCase();
  return (entity: VirtualMachine | HostSystem) =>
    wanted ===
    (entity instanceof HostSystem
      ? entity.uuid
      : entity.state[instanceUuid ? 'instanceUuid' : 'uuid']);
}

/** Of a VM, what its Tools report while they run. */
function hasName(dnsName: string) {
  const wanted = dnsName.toLowerCase();
  return (entity: VirtualMachine | HostSystem) =>
    wanted ===
    (entity instanceof HostSystem
      ? entity.name
      : guestSummary(entity.state).hostName
    )?.toLowerCase();
}

function hasAddress(ip: string) {
  return (entity: VirtualMachine | HostSystem) =>
    entity instanceof VirtualMachine && guestSummary(entity.state).ipAddress === ip;
}

export const searchMethods: readonly Method[] = methodsOf(
  Singleton,
  {
    FindByInventoryPath: (_self, { inventoryPath }, call) =>
      ifVisible(findByPath(call.world.root, inventoryPath), call),
    FindChild(_self, { entity, name }, call) {
      const parent = call.access.get(entity);
      if (!(parent instanceof ManagedEntity)) {
        throw invalidArgument('entity');
      }
      return ifVisible(childNamed(parent, name), call);
    },
    FindByUuid: (_self, { uuid, instanceUuid, ...where }, call) =>
      first(search(where, hasUuid(uuid, instanceUuid), call)),
    FindAllByUuid: (_self, { uuid, instanceUuid, ...where }, call) =>
      refs(search(where, hasUuid(uuid, instanceUuid), call)),
    FindByDnsName: (_self, { dnsName, ...where }, call) =>
      first(search(where, hasName(dnsName), call)),
    FindAllByDnsName: (_self, { dnsName, ...where }, call) =>
      refs(search(where, hasName(dnsName), call)),
    FindByIp: (_self, { ip, ...where }, call) => first(search(where, hasAddress(ip), call)),
    FindAllByIp: (_self, { ip, ...where }, call) => refs(search(where, hasAddress(ip), call)),
    FindByDatastorePath(_self, { datacenter, path }, call) {
      const isAt = (entity: VirtualMachine | HostSystem) =>
        entity instanceof VirtualMachine && entity.vmPathName === path;
      return first(search({ datacenter, vmSearch: true }, isAt, call));
    },
  },
  { managedType: 'SearchIndex' },
);
