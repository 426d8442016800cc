// vim25's managed objects, as the folders above use them.
export type { CallOptions, Transport, Trust } from '../soap/index.ts';
export { bareHost, Patience } from '../soap/index.ts';
export { checkPowerOn, checkVmConfig } from './compatibility-checker.ts';
export { parseAddress } from './connect/address.ts';
export type { ConnectionOptions, ConnectOptions } from './connect/connect.ts';
export { connect } from './connect/connect.ts';
export type { Credentials } from './connect/credentials.ts';
export { retrieveBelow } from './container-view.ts';
export { queryReconfigurations } from './event-manager.ts';
export type { GuestLogin } from './guest-operations.ts';
export { GuestOperations } from './guest-operations.ts';
export type { HostFile } from './host-files.ts';
export { readHostFile, writeHostFile } from './host-files.ts';
export { Inventory, readName, retrieveInventory } from './inventory.ts';
export { queryOptions, retrieveOptionDefs, updateOptions } from './option-manager.ts';
export type { Properties } from './property-collector.ts';
export {
  propertiesOf,
  retrieve,
  retrieveFrom,
  retrieveObjects,
  retrieveOne,
  unreadableOf,
} from './property-collector.ts';
export { RuntimeWatcher, runtimePaths, type VmRuntime } from './runtime-watcher.ts';
export { findVmsByInstanceUuid } from './search-index.ts';
export { notFound } from './select/not-found.ts';
export { retrievePlaced } from './select/retrieve-placed.ts';
export { retrieveSelected } from './select/retrieve-selected.ts';
export { excludeRemedy } from './select/seen.ts';
export type { SelectedVm, Selection, SelectOptions, Where } from './select/selection.ts';
export { isWholeFleet, parseWhere, withinKinds } from './select/selection.ts';
export { SelectionFilter } from './select/selection-filter.ts';
export type { Selector, SelectorOptions } from './select/selector.ts';
export { matches, parseSelector } from './select/selector.ts';
export { lookUpPath } from './select/where-path.ts';
export { proveSameServer, retrieveServerId, type SameServerProof } from './server-identity.ts';
export { Session } from './session.ts';
export { type RunTask, TaskWatcher } from './task.ts';
export { computeResource, hostsBelow, tasksOf } from './traversals.ts';
export {
  powerOff,
  powerOn,
  powerOnByDrs,
  reconfigure,
  shutdownGuest,
  upgradeHardware,
} from './virtual-machine.ts';
