import { onTestFinished } from 'vitest';
import type { Desired } from '../../../src/nested/plan/change.ts';
import { type PlanFleetOptions, planFleet } from '../../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import type { Applied } from '../../../src/nested/run/jobs/run-jobs.ts';
import type { JobOptions } from '../../../src/nested/run/options.ts';
import type { VmOutcome } from '../../../src/nested/run/outcome.ts';
import {
  type ClusterData,
  type InjectedFault,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
  type VmData,
} from '../../../src/simulator/index.ts';
import { connect, type Session } from '../../../src/vsphere/index.ts';
import { apply } from '../../helpers/apply.ts';

export const turnOn: Desired = { nestedHVEnabled: true, extraConfig: {} };
const everything = { selectors: [], within: [], where: [] };

/** A VM that runs, with Tools. */
export function running(name: string, data: Partial<VmData> = {}): VmData {
  return { name, host: 'esx-01', power: 'poweredOn', tools: 'running', ...data };
}

/** Waiting that would be minutes is milliseconds here. */
export const hurried: JobOptions = {
  shutdownTimeoutMs: 500,
  lingerMs: 500,
  patienceMs: 5000,
  pollMs: 20,
};

/** A simulator, a session on it, and what a fleet goes through there. */
export class Fleet {
  readonly simulator: Simulator;
  readonly session: Session;

  private constructor(simulator: Simulator, session: Session) {
    this.simulator = simulator;
    this.session = session;
  }

  /** Ends with the test. */
  static async start(
    vms: readonly VmData[],
    {
      cluster = {},
      ...options
    }: SimulatorOptions & { readonly cluster?: Partial<ClusterData> } = {},
  ): Promise<Fleet> {
    const hosts = [{ name: 'esx-01' }, { name: 'esx-02' }];
    const inventory = {
      datacenters: [{ name: 'DC', clusters: [{ name: 'C', hosts, ...cluster }], vms }],
    };
    const simulator = await startSimulator({ inventory, ...options });
    const { url, user: username, password, fingerprint256 } = simulator;
    const trust = { kind: 'pinned', fingerprint256 } as const;
    const session = await connect({ url, username, password, trust });
    onTestFinished(async () => {
      await session.logout();
      await simulator.close();
    });
    return new Fleet(simulator, session);
  }

  fault(fault: InjectedFault): void {
    this.simulator.faults.add(fault);
  }

  async plan(options: PlanFleetOptions = {}, desired: Desired = turnOn): Promise<VmPlan[]> {
    return planFleet(this.session, everything, desired, options);
  }

  async apply(
    options: JobOptions = {},
    planOptions: PlanFleetOptions = { powerCycle: 'soft' },
  ): Promise<Applied> {
    return apply(this.session, await this.plan(planOptions), { ...hurried, ...options });
  }

  /** Power-cycles and changes whatever the findings say, as if all were accepted. */
  async applyBlindly(): Promise<Applied> {
    const plans = await this.plan({ powerCycle: 'soft' });
    const forced = plans.map(
      (plan): VmPlan => ({
        ...plan,
        fate: 'change',
        steps: { powerCycle: 'soft' },
        findings: plan.findings.map((finding) => ({ ...finding, accepted: true })),
      }),
    );
    return apply(this.session, forced, hurried);
  }

  /** The outcome of a fleet of one. */
  async applyOne(options?: JobOptions, planOptions?: PlanFleetOptions): Promise<VmOutcome> {
    const { outcomes } = await this.apply(options, planOptions);
    const [outcome] = outcomes;
    if (outcome === undefined) {
      throw new Error('nothing was to be changed');
    }
    return outcome;
  }

  /** Whether nested virtualization is configured, and the power: as the server has it, by name. */
  async states(): Promise<Record<string, string>> {
    const plans = await this.plan();
    return Object.fromEntries(
      plans.map(({ facts }) => [
        facts.name,
        `${facts.nestedHVEnabled === true ? 'nested' : 'plain'} ${facts.powerState}`,
      ]),
    );
  }
}
