import type { AuthorizationPrivilege, AuthorizationRole } from '../types.ts';

/** What a grant gives. */
type Privileges = readonly string[] | 'all';

/** The privileges that matter to somebody who changes VMs and hosts; a server has hundreds. */
const privilegeIds: readonly string[] = [
  'System.Anonymous',
  'System.View',
  'System.Read',
  'Global.CancelTask',
  'Global.Settings',
  'Global.Licenses',
  'Cryptographer.ManageKeys',
  'Datastore.Browse',
  'Datastore.FileManagement',
  'Folder.Delete',
  'Host.Config.AdvancedConfig',
  'Host.Config.Maintenance',
  'Host.Config.Network',
  'Resource.AssignVMToPool',
  'Sessions.TerminateSession',
  'VirtualMachine.Config.AdvancedConfig',
  'VirtualMachine.Config.Annotation',
  'VirtualMachine.Config.CPUCount',
  'VirtualMachine.Config.ChangeTracking',
  'VirtualMachine.Config.Memory',
  'VirtualMachine.Config.Rename',
  'VirtualMachine.Config.Resource',
  'VirtualMachine.Config.Settings',
  'VirtualMachine.Config.UpgradeVirtualHardware',
  'VirtualMachine.GuestOperations.Execute',
  'VirtualMachine.GuestOperations.Modify',
  'VirtualMachine.GuestOperations.Query',
  'VirtualMachine.Interact.AnswerQuestion',
  'VirtualMachine.Interact.PowerOff',
  'VirtualMachine.Interact.PowerOn',
  'VirtualMachine.Interact.Reset',
  'VirtualMachine.Interact.Suspend',
  'VirtualMachine.Inventory.Delete',
  'VirtualMachine.Provisioning.MarkAsTemplate',
  'VirtualMachine.Provisioning.MarkAsVM',
  'VirtualMachine.State.CreateSnapshot',
  'VirtualMachine.State.RemoveSnapshot',
  'VirtualMachine.State.RenameSnapshot',
  'VirtualMachine.State.RevertToSnapshot',
];

/** Whoever has a role at an object may see and read it. */
export const withEveryRole: readonly string[] = ['System.Anonymous', 'System.View', 'System.Read'];

export function privilegesOf(privileges: Privileges): readonly string[] {
  return privileges === 'all' ? privilegeIds : [...new Set([...withEveryRole, ...privileges])];
}

/** AuthorizationManager.privilegeList. */
export function privilegeList(): readonly AuthorizationPrivilege[] {
  return privilegeIds.map((privId) => {
    const dot = privId.lastIndexOf('.');
    return {
      privId,
      onParent: false,
      name: privId.slice(dot + 1),
      privGroupName: privId.slice(0, dot),
    };
  });
}

interface Role {
  readonly id: number;
  readonly name: string;
  readonly system: boolean;
  readonly privileges: readonly string[];
}

/** The roles that every server has, under the ids that every server gives them. */
const systemRoles: readonly Role[] = [
  { id: -5, name: 'NoAccess', system: true, privileges: [] },
  { id: -4, name: 'Anonymous', system: true, privileges: ['System.Anonymous'] },
  { id: -3, name: 'View', system: true, privileges: ['System.Anonymous', 'System.View'] },
  { id: -2, name: 'ReadOnly', system: true, privileges: withEveryRole },
  { id: -1, name: 'Admin', system: true, privileges: privilegeIds },
];
const noAccess = -5;
const firstOwnId = 10;

/** Every set of privileges that users have been granted is a role. */
export class Roles {
  readonly #roles: Role[] = [...systemRoles];

  /** The id of the role that gives these privileges, which is made where there is none yet. */
  idOf(privileges: Privileges | undefined): number {
    if (privileges === undefined) {
      return noAccess;
    }
    const wanted = new Set(privilegesOf(privileges));
    const found = this.#roles.find(
      (role) =>
        role.privileges.length === wanted.size &&
        role.privileges.every((privilege) => wanted.has(privilege)),
    );
    if (found !== undefined) {
      return found.id;
    }
    const id = firstOwnId + this.#roles.length - systemRoles.length;
    const name = `role-${id}`;
    this.#roles.push({ id, name, system: false, privileges: privilegesOf(privileges) });
    return id;
  }

  /** AuthorizationManager.roleList. */
  list(): readonly AuthorizationRole[] {
    return this.#roles.map(({ id, name, system, privileges }) => ({
      roleId: id,
      system,
      name,
      info: { label: name, summary: name },
      privilege: privileges,
    }));
  }
}
