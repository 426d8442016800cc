/**
 * vhv: nested hardware virtualization on ESXi and vCenter, over vim25 SOAP.
 *
 * @example
 * await using session = await connect({ url: 'vc.example.com', username, password });
 * const inventory = await retrieveInventory(session);
 * for await (const facts of retrieveFacts(session, inventory, everything)) { … }
 */
export * from './errors.ts';
export type { Applied, ApplyOptions, Outcome, VmOutcome } from './nested/apply.ts';
export { apply } from './nested/apply.ts';
export type { Desired, KeyChange, VmChange } from './nested/change.ts';
export { diff } from './nested/change.ts';
export type { Translated } from './nested/extra-config.ts';
export { translate } from './nested/extra-config.ts';
export type { FactsOptions, VmFacts } from './nested/facts.ts';
export { retrieveFacts } from './nested/facts.ts';
export type { Finding, FindingCode, HostVerdict, Severity } from './nested/finding-codes.ts';
export { findingCodes } from './nested/finding-codes.ts';
export type { ChosenHost, HostFacts } from './nested/host-facts.ts';
export { chooseHosts, retrieveHostFacts } from './nested/host-facts.ts';
export type { HostOptions, OptionChange, OptionOutcome } from './nested/host-options.ts';
export {
  applyHostOptions,
  findHostOptions,
  planHostOptions,
  readHostOptions,
} from './nested/host-options.ts';
export type { OptionAnswer } from './nested/host-switch.ts';
export type { Judged } from './nested/host-verdict.ts';
export { judgeHost } from './nested/host-verdict.ts';
export type { Fate, VmPlan } from './nested/plan.ts';
export { planVm } from './nested/plan.ts';
export type { AnyValue, MoRef, OptionValue } from './vim25/index.ts';
export type {
  CallOptions,
  ConnectOptions,
  Selection,
  Selector,
  Transport,
  Trust,
} from './vsphere/index.ts';
export {
  connect,
  Inventory,
  parseSelector,
  parseValueGlob,
  retrieveInventory,
  Session,
} from './vsphere/index.ts';
