import { pathOf } from './model/inventory-path.ts';
import type { ManagedEntity } from './model/managed-entity.ts';
import { withEveryRole } from './model/roles.ts';

/** What a user may do at an object and below it. The grant nearest to an object counts, and only that one. */
export interface Grant {
  /** An inventory path, `/Lab/vm/nested`; `/` is the root. */
  readonly path: string;
  /** Privileges by id, `VirtualMachine.Config.Settings`; or everything. */
  readonly privileges: readonly string[] | 'all';
}

export interface User {
  readonly name: string;
  readonly password: string;
  readonly grants: readonly Grant[];
  /** May log in to a host in lockdown mode. @default false */
  readonly lockdownException?: boolean;
}

/** Whether a user has a privilege on an object of the inventory. */
export function hasPrivilege(user: User, entity: ManagedEntity, privilege: string): boolean {
  const grant = nearestGrant(user, entity);
  if (grant === undefined) {
    return false;
  }
  return (
    grant.privileges === 'all' ||
    withEveryRole.includes(privilege) ||
    grant.privileges.includes(privilege)
  );
}

export function nearestGrant(user: User, entity: ManagedEntity): Grant | undefined {
  const [only, ...others] = user.grants;
  if (only?.path === '/' && others.length === 0) {
    return only;
  }
  for (let at: ManagedEntity | undefined = entity; at !== undefined; at = at.parent) {
    const path = pathOf(at);
    const grant = user.grants.find((candidate) => candidate.path === path);
    if (grant !== undefined) {
      return grant;
    }
  }
  return undefined;
}
