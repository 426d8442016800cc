// vim25's managed objects, as the folders above use them.
export type { CallOptions, Transport, Trust } from '../soap/index.ts';
export { parseAddress } from './address.ts';
export { checkPowerOn, checkVmConfig } from './compatibility-checker.ts';
export type { ConnectionOptions, ConnectOptions } from './connect.ts';
export { connect } from './connect.ts';
export { retrieveBelow } from './container-view.ts';
export type { Credentials } from './credentials.ts';
export { queryReconfigurations } from './event-manager.ts';
export type { GuestLogin } from './guest-operations.ts';
export { GuestOperations } from './guest-operations.ts';
export type { HostFile } from './host-files.ts';
export { readHostFile, writeHostFile } from './host-files.ts';
export type { InventoryNode } from './inventory.ts';
export { Inventory, retrieveInventory } from './inventory.ts';
export { notFound } from './not-found.ts';
export { queryOptions, retrieveOptionDefs, updateOptions } from './option-manager.ts';
export type { Properties } from './property-collector.ts';
export {
  propertiesOf,
  retrieve,
  retrieveObjects,
  retrieveOne,
  unreadableOf,
} from './property-collector.ts';
export { RuntimeWatcher, type VmRuntime } from './runtime-watcher.ts';
export { retrieveSelected } from './selection.ts';
export type { Selector } from './selector.ts';
export { matches, parseSelector, parseValueGlob } from './selector.ts';
export { Session } from './session.ts';
export type { SelectedVm, Selection } from './sieve.ts';
export { Sieve } from './sieve.ts';
export { TaskWatcher } from './task.ts';
export {
  powerOff,
  powerOn,
  powerOnByDrs,
  reconfigure,
  shutdownGuest,
  upgradeHardware,
} from './virtual-machine.ts';
export { lookUpPath } from './where-path.ts';
