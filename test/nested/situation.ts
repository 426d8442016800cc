import type { Surroundings } from '../../src/nested/facts/surroundings.ts';
import type { VmDetails } from '../../src/nested/facts/vm-details.ts';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import type { Desired } from '../../src/nested/plan/change.ts';
import type { FindingCode } from '../../src/nested/plan/finding-codes.ts';
import { type PlanOptions, planVm } from '../../src/nested/plan/plan.ts';
import { healthy, vmFacts, withHost } from '../helpers/facts.ts';

export interface Situation {
  readonly vm?: Partial<VmFacts>;
  readonly surroundings?: Surroundings;
  readonly options?: PlanOptions;
  readonly wanted?: Desired;
}

/** Where a code is found, and the nearest situation where it is not. */
export interface Pair {
  readonly yes: Situation;
  readonly no: Situation;
}

export type Situations = Readonly<Partial<Record<FindingCode, Pair>>>;

export const on: Desired = { nestedHVEnabled: true, extraConfig: {} };
export const off: Desired = { nestedHVEnabled: false, extraConfig: {} };
export const key: Desired = { extraConfig: { 'disk.EnableUUID': 'TRUE' } };

export function codesOf({
  vm = {},
  surroundings = healthy(),
  options = {},
  wanted = on,
}: Situation) {
  return planVm(vmFacts(vm), wanted, surroundings, options).findings.map(({ code }) => code);
}

export const running: Partial<VmFacts> = {
  powerState: 'poweredOn',
  toolsRunningStatus: 'guestToolsRunning',
};
export const soft: PlanOptions = { powerCycle: 'soft' };
export const hard: PlanOptions = { powerCycle: 'hard' };
export const noDevices = {
  passthrough: [],
  vGpu: [],
  hasVTpm: false,
  cdFiles: [],
  macAddresses: [],
};
export const details = (more: VmDetails): Partial<VmFacts> => ({ details: more });
export const cycled = (more: VmDetails): Partial<VmFacts> => ({ ...running, details: more });
/** Whose VM is to be power-cycled. */
export const cycledIn = (surroundings: Surroundings): Situation => ({
  vm: running,
  options: soft,
  surroundings,
});
export const cluster = (more: Partial<Surroundings['clusters'][string]>): Surroundings => {
  const clusters = Object.entries(healthy().clusters);
  return healthy({
    clusters: Object.fromEntries(clusters.map(([moid, one]) => [moid, { ...one, ...more }])),
  });
};
export const datastore = { type: 'Datastore', value: 'datastore-15' };
export const esx = (surroundings: Surroundings): Surroundings => ({
  ...surroundings,
  isVCenter: false,
});
export const free = { licence: { editionKey: 'esxBasic', name: 'Hypervisor' } };
export const ends = (minutesLeft: number) =>
  withHost({ licence: { editionKey: 'eval', name: 'Evaluation Mode', minutesLeft } });
export const lost = { 'datastore-15': { name: 'nfs-01', accessible: false } };

/** An upgrade from the hardware version of `vmFacts` to a newer one. */
export const scheduled = (policy: string) => ({
  policy,
  versionKey: 'vmx-21',
  status: 'pending',
});
