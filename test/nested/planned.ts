import { type PlanFleetOptions, planFleet } from '../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { connect } from '../../src/vsphere/index.ts';

export const on = { nestedHVEnabled: true, extraConfig: {} };

export interface Planned {
  readonly plans: ReadonlyMap<string, VmPlan>;
  /** Method calls of the plan alone: login, logout and the inventory are not counted. */
  readonly requests: Readonly<Record<string, number>>;
}

export async function planOn(
  simulator: Simulator,
  options: PlanFleetOptions = {},
  who: { readonly username: string; readonly password: string } = {
    username: simulator.user,
    password: simulator.password,
  },
): Promise<Planned> {
  const { url, fingerprint256 } = simulator;
  await using session = await connect({
    url,
    ...who,
    trust: { kind: 'pinned', fingerprint256 },
  });
  simulator.requests.reset();
  const plans = await planFleet(session, { selectors: [], within: [], where: [] }, on, options);
  const requests = simulator.requests.byMethod();
  return { plans: new Map(plans.map((plan) => [plan.facts.name, plan])), requests };
}

export async function planIn(
  world: SimulatorOptions,
  options: PlanFleetOptions = {},
): Promise<Planned> {
  await using simulator = await startSimulator(world);
  return await planOn(simulator, options);
}

export const codes = (plan: VmPlan | undefined) => plan?.findings.map(({ code }) => code);

export const host = { name: 'esx-1' };
export const vm = { name: 'web', host: host.name };
export const runningVm = { ...vm, power: 'poweredOn', tools: 'running' } as const;
export const soft = { powerCycle: 'soft' } as const;
