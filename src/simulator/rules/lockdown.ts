import { HostSystem } from '../model/host-system.ts';
import { invalidLogin, noPermission, type Refusal } from '../refusal.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import type { RuleAnswers } from './rules.ts';

/** The host that is the server itself; undefined where the server is a vCenter. */
function ownHost({ kind, inventory }: World): HostSystem | undefined {
  const hosts = kind === 'esx' ? [...inventory.objects()] : [];
  return hosts.find((object) => object instanceof HostSystem);
}

/** Why a user with the right password does not get in; undefined where it does. */
export function refusalInLockdown(
  user: User,
  world: World,
  answers: RuleAnswers,
): Refusal | undefined {
  const host = ownHost(world);
  const isLocked = host !== undefined && host.state.lockdown !== 'lockdownDisabled';
  if (!isLocked || user.lockdownException === true) {
    return undefined;
  }
  return answers.lockdownLogin === 'InvalidLogin'
    ? invalidLogin()
    : noPermission(world.root.moRef, 'System.View');
}

/** An ESXi with the free licence can be read and not changed. */
export function isReadOnly(world: World): boolean {
  return ownHost(world)?.state.licence.edition === 'free';
}
