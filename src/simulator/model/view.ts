import { isManagedType } from '../../vim25/managed-types/managed-types.ts';
import type { MoRef } from '../../vim25/moref.ts';
import { ComputeResource } from './compute-resource.ts';
import { Datacenter, Folder } from './folder.ts';
import { HostSystem } from './host-system.ts';
import type { ManagedEntity } from './managed-entity.ts';
import { ManagedObject, refs } from './managed-object.ts';
import { ResourcePool } from './resource-pool.ts';

/** A list of objects that the server keeps for a session. */
export abstract class ManagedObjectView extends ManagedObject {
  abstract members(): Iterable<ManagedObject>;

  override read(property: string): unknown {
    return property === 'view' ? refs(this.members()) : undefined;
  }
}

/** The objects that a client put in, in that order. */
export class ListView extends ManagedObjectView {
  readonly list = new Set<ManagedObject>();

  override members(): Iterable<ManagedObject> {
    return [...this.list].filter((object) => !object.destroyed);
  }
}

/** Everything of some types below a container, as it is at the moment of reading. */
export class ContainerView extends ManagedObjectView {
  readonly container: ManagedEntity;
  readonly types: readonly string[];
  readonly recursive: boolean;

  constructor(
    moRef: MoRef,
    container: ManagedEntity,
    types: readonly string[],
    recursive: boolean,
  ) {
    super(moRef);
    this.container = container;
    this.types = types;
    this.recursive = recursive;
  }

  override members(): Iterable<ManagedObject> {
    const found = new Set<ManagedEntity>();
    const queue = [...contents(this.container)];
    for (const entity of queue) {
      if (!found.has(entity)) {
        found.add(entity);
        for (const child of this.recursive ? contents(entity) : []) {
          queue.push(child);
        }
      }
    }
    return [...found].filter((entity) => this.#wants(entity));
  }

  override read(property: string): unknown {
    switch (property) {
      case 'container':
        return this.container.moRef;
      case 'recursive':
        return this.recursive;
      case 'type':
        return this.types;
      default:
        return super.read(property);
    }
  }

  #wants(entity: ManagedEntity): boolean {
    return this.types.length === 0 || this.types.some((type) => isManagedType(entity.type, type));
  }
}

/** The types of objects that a view can have as its container (API reference, ViewManager.CreateContainerView). */
export function canContain(object: ManagedObject): object is ManagedEntity {
  return [Folder, Datacenter, ComputeResource, ResourcePool, HostSystem].some(
    (type) => object instanceof type,
  );
}

function contents(entity: ManagedEntity): Iterable<ManagedEntity> {
  if (entity instanceof HostSystem) {
    return entity.vms;
  }
  if (entity instanceof ResourcePool) {
    return [...entity.pools, ...entity.vms];
  }
  return entity.childrenByPath();
}
