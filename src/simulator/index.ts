export type { Clock } from './clock.ts';
export { completeFault, type FaultData } from './fault-data.ts';
export type { InjectedFault, InjectedFaults } from './injected-faults.ts';
export type {
  ClusterData,
  DatacenterData,
  HostData,
  InventoryData,
  VmData,
} from './inventory-file/inventory-data.ts';
export { InventoryError, parseInventory } from './inventory-file/parse.ts';
export { inventoryJsonSchema } from './inventory-file/schema.ts';
export { methodNames } from './methods/index.ts';
export { fleetInventory } from './model/fleet.ts';
export { labHostInventory, labInventory } from './model/lab.ts';
export type { SimulatorOptions } from './options.ts';
export type { ServerKind } from './product.ts';
export type { RequestCounts } from './request-counts.ts';
export { type RuleAnswers, rules } from './rules/rules.ts';
export { type Simulator, startSimulator } from './simulator.ts';
export type { Grant, User } from './users.ts';
export type { World } from './world.ts';
