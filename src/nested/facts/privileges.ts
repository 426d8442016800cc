import type { AuthorizationRole } from '../../vim25/index.ts';
import type { CallOptions, Properties, Session } from '../../vsphere/index.ts';
import type { VmFacts } from './vm-facts.ts';

/** Entities in one request. */
const entitiesAtOnce = 1000;

export type MissingPrivileges = Readonly<Record<string, readonly string[]>>;

/**
 * Asks a vCenter which of these privileges the user does not have on each VM; a VM that lacks none is left out.
 *
 * @throws FaultError where the server does not tell.
 */
export async function retrieveMissingPrivileges(
  session: Session,
  vms: readonly VmFacts[],
  privId: readonly string[],
  options: CallOptions,
): Promise<MissingPrivileges> {
  const manager = session.manager('authorizationManager');
  const sessionId = session.user.key;
  const missing: Record<string, readonly string[]> = {};
  for (let start = 0; start < vms.length; start += entitiesAtOnce) {
    const entity = vms.slice(start, start + entitiesAtOnce).map(({ moRef }) => moRef);
    const parameters = { entity, sessionId, privId };
    const answers = await session.call('HasPrivilegeOnEntities', manager, parameters, options);
    for (const { entity: vm, privAvailability } of answers ?? []) {
      const refused = privAvailability.filter(({ isGranted }) => !isGranted);
      if (refused.length > 0) {
        missing[vm.value] = refused.map((privilege) => privilege.privId);
      }
    }
  }
  return missing;
}

/** The same of an ESXi, which has no HasPrivilegeOnEntities: what the roles that the user has on a VM hold, it may. */
export function readMissingPrivileges(
  vms: readonly VmFacts[],
  privileges: readonly string[],
  properties: Properties,
): MissingPrivileges {
  const roles = (properties.get('roleList') ?? []) as readonly AuthorizationRole[];
  const byId = new Map(roles.map(({ roleId, privilege }) => [roleId, new Set(privilege)]));
  const missing: Record<string, readonly string[]> = {};
  for (const { moRef, details } of vms) {
    const effective = details?.effectiveRoles;
    const refused = privileges.filter(
      (privilege) => effective?.every((role) => byId.get(role)?.has(privilege) === false) === true,
    );
    if (refused.length > 0) {
      missing[moRef.value] = refused;
    }
  }
  return missing;
}
