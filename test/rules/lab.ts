import { onTestFinished } from 'vitest';
import { retrieveFacts } from '../../src/nested/facts/vm-facts.ts';
import type { Desired } from '../../src/nested/plan/change.ts';
import { planVm } from '../../src/nested/plan/plan.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import type {
  HostData,
  RuleAnswers,
  Simulator,
  SimulatorOptions,
  VmData,
} from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import type { MoRef } from '../../src/vim25/index.ts';
import { connect, retrieveOne, type Session, TaskWatcher } from '../../src/vsphere/index.ts';
import { fateOf } from '../contract/target.ts';
import { apply } from '../helpers/apply.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { singleHost } from '../simulator/single-host.ts';

type RuleName = keyof RuleAnswers;

/** What is done under a rule, and what the client makes of each of its answers. */
export interface RuleTest<Name extends RuleName> {
  readonly run: (rules: Partial<RuleAnswers>) => Promise<unknown>;
  readonly concludes: Readonly<Record<RuleAnswers[Name], unknown>>;
}

/** One row for each of these rules, whole: a rule or an answer without a row does not compile. */
export type RuleTests<Name extends RuleName = RuleName> = {
  readonly [Each in Name]: RuleTest<Each>;
};

export const on: Desired = { nestedHVEnabled: true, extraConfig: {} };
export const off: Desired = { nestedHVEnabled: false, extraConfig: {} };

/** A server with one VM, our client logged in to it, and what a test does behind the client's back. */
export class Lab {
  readonly simulator: Simulator;
  readonly session: Session;
  /** The VM as the server has it. */
  readonly model: VirtualMachine;

  private constructor(simulator: Simulator, session: Session, model: VirtualMachine) {
    this.simulator = simulator;
    this.session = session;
    this.model = model;
  }

  /** A lab that ends with the test. */
  static async start(
    rules: Partial<RuleAnswers>,
    parts: { readonly vm?: Partial<VmData>; readonly host?: Partial<HostData> } = {},
    options: SimulatorOptions = {},
  ): Promise<Lab> {
    const inventory = singleHost(parts.vm, parts.host);
    const simulator = await testSimulator({ ...inventory, ...options, rules });
    const { url, user: username, password, fingerprint256 } = simulator;
    const trust = { kind: 'pinned', fingerprint256 } as const;
    const session = await connect({ url, username, password, trust });
    onTestFinished(() => session.logout());
    const [model] = vmsOf(simulator);
    if (model === undefined) {
      throw new Error('the lab has no VM');
    }
    return new Lab(simulator, session, model);
  }

  get vm(): MoRef {
    return this.model.moRef;
  }

  /** All of them, where a test has made more than the one. */
  get vms(): readonly VirtualMachine[] {
    return vmsOf(this.simulator);
  }

  /** Changes the VM as somebody else would who is no client of this server. */
  behindItsBack(change: (model: VirtualMachine) => void): void {
    change(this.model);
    this.simulator.model.inventory.touch(this.model, this.model.host);
  }

  /** A plan made upon what the VM shows now, and taken for good whatever stands in the way. */
  async plan(desired: Desired): Promise<VmPlan> {
    const everything = { selectors: [], within: [], where: [] };
    const keys = { extraConfig: Object.keys(desired.extraConfig) };
    for await (const facts of retrieveFacts(this.session, everything, keys)) {
      return { ...planVm(facts, desired), fate: 'change' };
    }
    throw new Error('the VM was not found');
  }

  /** What the client tells of a change: the outcome, and why where it is not `changed`. */
  async apply(plan: VmPlan): Promise<Record<string, unknown>> {
    const [result] = (await apply(this.session, [plan])).outcomes;
    const { code, fault } = result?.error ?? {};
    return {
      outcome: result?.outcome,
      ...(code !== undefined && { code }),
      ...(fault !== undefined && { fault }),
    };
  }

  async change(desired: Desired): Promise<Record<string, unknown>> {
    return this.apply(await this.plan(desired));
  }

  /** Waits for a task as the client does, and tells the type of the fault that it ends with. */
  async fateOfTask(start: () => Promise<MoRef>): Promise<string> {
    await using tasks = new TaskWatcher(this.session);
    return await fateOf(tasks.run(start, { description: 'a task of a test', deadlineMs: 10_000 }));
  }

  powerOn(): Promise<string> {
    return this.fateOfTask(() => this.session.call('PowerOnVM_Task', this.vm, {}));
  }

  /** A property of the VM as the client reads it. */
  async read(path: string): Promise<unknown> {
    return (await retrieveOne(this.session, this.vm, [path])).get(path);
  }
}

function vmsOf({ model }: Simulator): readonly VirtualMachine[] {
  return [...model.inventory.objects()].filter((object) => object instanceof VirtualMachine);
}
