import type { ManagedObject } from '../model/managed-object.ts';
import { authorizationMethods } from './authorization.ts';
import { compatibilityCheckMethods } from './compatibility-checks.ts';
import { cryptoMethods } from './crypto.ts';
import { destroyMethods } from './destroy.ts';
import { environmentBrowserMethods } from './environment-browser.ts';
import { guestFileMethods } from './guest-files.ts';
import { guestOperationMethods } from './guest-operations.ts';
import { guestPowerMethods } from './guest-power.ts';
import { historyMethods } from './history.ts';
import { licenseMethods } from './licenses.ts';
import { maintenanceMethods } from './maintenance.ts';
import type { Method } from './method.ts';
import { optionMethods } from './options.ts';
import { powerMethods } from './power.ts';
import { powerOnMultiMethods } from './power-on-multi.ts';
import { propertyMethods } from './properties.ts';
import { searchMethods } from './search.ts';
import { serviceTicketMethods } from './service-tickets.ts';
import { sessionMethods } from './session.ts';
import { snapshotMethods } from './snapshots.ts';
import { taskMethods } from './tasks.ts';
import { templateMethods } from './templates.ts';
import { upgradeMethods } from './upgrade.ts';
import { viewMethods } from './views.ts';
import { virtualMachineMethods } from './virtual-machine.ts';

const byName = new Map<string, Method[]>();
for (const method of [
  ...sessionMethods,
  ...serviceTicketMethods,
  ...propertyMethods,
  ...viewMethods,
  ...searchMethods,
  ...optionMethods,
  ...maintenanceMethods,
  ...environmentBrowserMethods,
  ...virtualMachineMethods,
  ...upgradeMethods,
  ...templateMethods,
  ...destroyMethods,
  ...compatibilityCheckMethods,
  ...snapshotMethods,
  ...powerMethods,
  ...guestPowerMethods,
  ...powerOnMultiMethods,
  ...taskMethods,
  ...historyMethods,
  ...authorizationMethods,
  ...licenseMethods,
  ...cryptoMethods,
  ...guestOperationMethods,
  ...guestFileMethods,
]) {
  byName.set(method.name, [...(byName.get(method.name) ?? []), method]);
}

/** Every method that is served, by name. */
export function methodNames(): readonly string[] {
  return [...byName.keys()].toSorted((one, other) => one.localeCompare(other, 'en'));
}

/** Whether the simulator has a method of that name at all. */
export function hasMethod(name: string): boolean {
  return byName.has(name);
}

/** Whether a method can be called without a session. */
export function isAnonymous(name: string): boolean {
  return byName.get(name)?.some(({ anonymous }) => anonymous) === true;
}

/** A method on an object; undefined where objects of its kind have none of that name. */
export function findMethod(name: string, self: ManagedObject): Method | undefined {
  return byName.get(name)?.find((method) => method.accepts(self));
}
