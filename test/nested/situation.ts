import type { FleetFacts } from '../../src/nested/facts/fleet-facts.ts';
import type { VmDetails } from '../../src/nested/facts/vm-details.ts';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import type { Desired } from '../../src/nested/plan/change.ts';
import { type PlanOptions, planVm } from '../../src/nested/plan/plan.ts';
import { fleetFacts, fleetWithHost, vmFacts } from '../helpers/facts.ts';

export interface Situation {
  readonly vm?: Partial<VmFacts>;
  readonly around?: FleetFacts;
  readonly options?: PlanOptions;
  readonly wanted?: Desired;
}

export const on: Desired = { nestedHVEnabled: true, extraConfig: {} };
export const off: Desired = { nestedHVEnabled: false, extraConfig: {} };
export const key: Desired = { extraConfig: { 'disk.EnableUUID': 'TRUE' } };

export function codesOf({ vm = {}, around = fleetFacts(), options = {}, wanted = on }: Situation) {
  return planVm(vmFacts(vm), wanted, around, options).findings.map(({ code }) => code);
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
export const cluster = (more: Partial<FleetFacts['clusters'][string]>): FleetFacts => {
  const clusters = Object.entries(fleetFacts().clusters);
  return fleetFacts({
    clusters: Object.fromEntries(clusters.map(([moid, one]) => [moid, { ...one, ...more }])),
  });
};
export const datastore = { type: 'Datastore', value: 'datastore-15' };
export const esx = (around: FleetFacts): FleetFacts => ({ ...around, isVCenter: false });
export const free = { licence: { editionKey: 'esxBasic', name: 'Hypervisor' } };
export const ends = (minutesLeft: number) =>
  fleetWithHost({ licence: { editionKey: 'eval', name: 'Evaluation Mode', minutesLeft } });
export const lost = { 'datastore-15': { name: 'nfs-01', accessible: false } };
