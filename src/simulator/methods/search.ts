import { HostSystem } from '../model/host-system.ts';
import { childNamed, findByPath } from '../model/inventory-path.ts';
import { ManagedEntity } from '../model/managed-entity.ts';
import { Singleton } from '../model/service.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { invalidArgument } from '../refusal.ts';
import { type Call, type Method, methodsOf } from './method.ts';

/** Nothing found, or nothing that the user may see, is an answer without a value (recording 031). */
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
    FindByUuid(_self, { datacenter, uuid, vmSearch, instanceUuid = false }, call) {
      const within = datacenter && call.access.get(datacenter);
      const wanted = uuid.toLowerCase();
      for (const object of call.world.inventory.objects()) {
        const found =
          vmSearch && object instanceof VirtualMachine
            ? object.state[instanceUuid ? 'instanceUuid' : 'uuid'] === wanted
            : !vmSearch && object instanceof HostSystem && object.uuid === wanted;
        if (found && isBelow(object as ManagedEntity, within as ManagedEntity | undefined)) {
          return ifVisible(object as ManagedEntity, call);
        }
      }
      return undefined;
    },
  },
  { managedType: 'SearchIndex' },
);
