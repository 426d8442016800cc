import type { MoRef } from '../vim25/moref.ts';
import type { Schema } from '../vim25/schema-table.ts';
import { EnvironmentBrowser } from './model/environment-browser.ts';
import { HostSystem } from './model/host-system.ts';
import type { Inventory } from './model/inventory.ts';
import { ManagedEntity } from './model/managed-entity.ts';
import type { ManagedObject } from './model/managed-object.ts';
import { OptionManager } from './model/option-manager.ts';
import { Snapshot } from './model/snapshot.ts';
import { managedObjectNotFound, noPermission, notAuthenticated, type Refusal } from './refusal.ts';
import type { Session } from './sessions.ts';
import { hasPrivilege } from './users.ts';

/** Properties that anyone may read, logged in or not: without them nobody could log in. */
const anonymous = new Set([
  'ServiceInstance.capability',
  'ServiceInstance.content',
  'ServiceInstance.serverClock',
  'SessionManager.currentSession',
  'SessionManager.defaultLocale',
  'SessionManager.message',
  'SessionManager.messageLocaleList',
  'SessionManager.supportedLocaleList',
]);

/** What a user may see of an object without the right to read it (API reference, ManagedEntity: System.View). */
const viewable = new Set(['name', 'parent', 'effectiveRole', 'permission']);

/** What one session, or none, may find and read. */
export class Access {
  readonly session: Session | undefined;
  /** What the version has in which the session asks: later fields are hidden from it. */
  readonly schema: Schema;
  readonly #inventory: Inventory;
  readonly #root: ManagedEntity;

  constructor(
    { inventory, root }: { readonly inventory: Inventory; readonly root: ManagedEntity },
    session: Session | undefined,
    schema: Schema,
  ) {
    this.#inventory = inventory;
    this.#root = root;
    this.schema = schema;
    this.session = session;
  }

  find(moRef: MoRef): ManagedObject | undefined {
    return this.#inventory.find(moRef) ?? this.session?.find(moRef);
  }

  /** @throws Refusal ManagedObjectNotFound */
  get(moRef: MoRef): ManagedObject {
    const object = this.find(moRef);
    if (object === undefined) {
      throw managedObjectNotFound(moRef);
    }
    return object;
  }

  has(object: ManagedObject, privilege: string): boolean {
    const { session } = this;
    if (session === undefined) {
      return false;
    }
    // A session's own views and filters need no right.
    const isOwn = session.find(object.moRef) !== undefined;
    return isOwn || hasPrivilege(session.user, this.#entityOf(object), privilege);
  }

  /** @throws Refusal NoPermission */
  require(object: ManagedObject, privilege: string): void {
    if (!this.has(object, privilege)) {
      throw noPermission(object.moRef, privilege);
    }
  }

  /** Why a property cannot be read; undefined where it can. Never a fault of the call: it stands in missingSet (docs/facts.md#reads-without-session). */
  refusalToRead(object: ManagedObject, property: string): Refusal | undefined {
    if (anonymous.has(`${object.type}.${property}`)) {
      return undefined;
    }
    const privilege = viewable.has(property) ? 'System.View' : 'System.Read';
    if (this.session === undefined) {
      return notAuthenticated(object.moRef, privilege);
    }
    return this.has(object, privilege) ? undefined : noPermission(object.moRef, privilege);
  }

  /** What belongs to no place in the tree is guarded by the rights at its root, a host's manager by those at the host. */
  #entityOf(object: ManagedObject): ManagedEntity {
    if (object instanceof ManagedEntity) {
      return object;
    }
    if (object instanceof EnvironmentBrowser) {
      return object.owner;
    }
    if (object instanceof Snapshot) {
      return object.vm;
    }
    const host = object instanceof OptionManager && object.host && this.find(object.host);
    return host instanceof HostSystem ? host : this.#root;
  }
}
