/** vhv/hosts: whether hosts offer nested virtualization, their advanced options, and `vhv.allow` of ESXi 5.0. */

export type { SignalOptions } from './library/check.ts';
export {
  type AllowOptions,
  applyHostAllow,
  applyHostOptions,
  judgeHost,
  planHostAllow,
  planHostOptions,
  readHostOptions,
  selectHosts,
} from './library/hosts.ts';
export type { Texts } from './library/selection.ts';
export type { AllowOutcome, AllowPlan } from './nested/hosts/host-allow.ts';
export type { ChosenHost, HostFacts } from './nested/hosts/host-facts.ts';
export type { OptionChange, OptionOutcome } from './nested/hosts/host-options.ts';
export type { OptionAnswer } from './nested/hosts/host-switch.ts';
export type { HostVerdict, Judged } from './nested/hosts/host-verdict.ts';
export type { OptionValue } from './vim25/index.ts';
