import type { MoRef } from '../../vim25/moref.ts';
import { findByPath, pathOf } from '../model/inventory-path.ts';
import { ManagedEntity } from '../model/managed-entity.ts';
import { privilegesOf } from '../model/roles.ts';
import { Singleton } from '../model/service.ts';
import { managedObjectNotFound, notSupported } from '../refusal.ts';
import type { EntityPrivilege, Permission } from '../types.ts';
import { hasPrivilege, nearestGrant, type User } from '../users.ts';
import { type Call, type Method, methodsOf } from './method.ts';

/** These are vCenter's alone; on a host there is only `effectiveRole` (docs/facts.md#privilege-queries). */
function requireVcenter(call: Call): void {
  if (call.world.kind === 'esx') {
    throw notSupported('');
  }
}

function entities(moRefs: readonly MoRef[], call: Call): readonly ManagedEntity[] {
  return moRefs.map((moRef) => {
    const object = call.access.get(moRef);
    if (!(object instanceof ManagedEntity)) {
      throw managedObjectNotFound(moRef);
    }
    return object;
  });
}

/** Nobody, where there is no such user or session, has nothing: it is no fault (docs/facts.md#privilege-queries). */
function availability(
  user: User | undefined,
  moRefs: readonly MoRef[],
  privIds: readonly string[],
  call: Call,
): readonly EntityPrivilege[] {
  return entities(moRefs, call).map((entity) => ({
    entity: entity.moRef,
    privAvailability: privIds.map((privId) => ({
      privId,
      isGranted: user !== undefined && hasPrivilege(user, entity, privId),
    })),
  }));
}

/** What a grant is to the API: one user with one role at one object, and below it. */
function permissionsAt(entity: ManagedEntity, call: Call): readonly Permission[] {
  return call.world.sessions.permissions(pathOf(entity), entity.moRef);
}

function* upwards(entity: ManagedEntity): Generator<ManagedEntity> {
  for (let at: ManagedEntity | undefined = entity; at !== undefined; at = at.parent) {
    yield at;
  }
}

export const authorizationMethods: readonly Method[] = methodsOf(
  Singleton,
  {
    /** Those at the object; `inherited` adds the ones that reach it from above. */
    RetrieveEntityPermissions(_self, { entity: moRef, inherited }, call) {
      const [entity] = entities([moRef], call);
      if (entity === undefined) {
        throw managedObjectNotFound(moRef);
      }
      call.access.require(entity, 'System.View');
      const places = inherited ? [...upwards(entity)] : [entity];
      return places.flatMap((place) => permissionsAt(place, call));
    },
    RetrieveAllPermissions(_self, _parameters, call) {
      call.access.require(call.world.root, 'System.View');
      return call.world.sessions.grantPaths().flatMap((path) => {
        const entity = findByPath(call.world.root, path);
        return entity === undefined ? [] : permissionsAt(entity, call);
      });
    },
    HasPrivilegeOnEntities(_self, { entity, sessionId, privId = [] }, call) {
      requireVcenter(call);
      const session = call.world.sessions.all().find(({ key }) => key === sessionId);
      return availability(session?.user, entity, privId, call);
    },
    HasUserPrivilegeOnEntities(_self, { entities: moRefs, userName, privId = [] }, call) {
      requireVcenter(call);
      return availability(call.world.sessions.user(userName), moRefs, privId, call);
    },
    FetchUserPrivilegeOnEntities(_self, { entities: moRefs, userName }, call) {
      requireVcenter(call);
      const user = call.world.sessions.user(userName);
      return entities(moRefs, call).map((entity) => {
        const grant = user && nearestGrant(user, entity);
        return { entity: entity.moRef, privileges: grant ? privilegesOf(grant.privileges) : [] };
      });
    },
  },
  { managedType: 'AuthorizationManager' },
);
