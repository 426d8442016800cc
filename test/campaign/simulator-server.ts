import { type InjectedFault, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { rebootGuest } from '../../src/simulator/methods/guest-boot.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { addHost, register, removeHost, unregister } from '../../src/simulator/registration.ts';
import { connect, type Session } from '../../src/vsphere/index.ts';
import type { ServerPlan } from './fleet.ts';
import { password } from './invariants.ts';
import type { OperatorAct } from './operator.ts';
import type { ActStage, CampaignServer, TaskAtServer, VmAtServer } from './server-state.ts';

/** The login of the second operator, so that the task list shows who did what. */
const operator = {
  name: 'operator',
  password: 'operator-password',
  grants: [{ path: '/', privileges: 'all' as const }],
};

/** How often something looks whether its time has come, in milliseconds. */
const lookEveryMs = 100;

/** The embedded simulator as a server of a campaign. */
export class SimulatorServer implements CampaignServer {
  readonly user = 'admin';
  readonly password = password;
  readonly #simulator: Simulator;
  /** Also those that are out of the inventory for a while. */
  readonly #vms: readonly VirtualMachine[];
  readonly #onFault = new Map<InjectedFault, (call: string) => void>();

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.#vms = [...simulator.model.inventory.objects()].filter(
      (one) => one instanceof VirtualMachine,
    );
    const { faults } = simulator;
    const take = faults.take.bind(faults);
    faults.take = (method, self, isWanted) => {
      const fault = take(method, self, isWanted);
      if (fault !== undefined) {
        this.#onFault.get(fault)?.(method);
      }
      return fault;
    };
  }

  static async start(
    plan: ServerPlan,
    taskMs: number,
    random: () => number,
    clock: () => Date,
  ): Promise<SimulatorServer> {
    const { kind, inventory, rules } = plan;
    const simulator = await startSimulator({
      kind,
      inventory,
      rules,
      user: 'admin',
      password,
      users: [operator],
      taskMs,
      random,
      clock,
    });
    return new SimulatorServer(simulator);
  }

  get url(): string {
    return this.#simulator.url;
  }

  get fingerprint256(): string {
    return this.#simulator.fingerprint256;
  }

  async states(): Promise<readonly VmAtServer[]> {
    return this.#vms.filter(({ destroyed }) => !destroyed).map(stateOf);
  }

  async tasks(): Promise<readonly TaskAtServer[]> {
    return this.#simulator.model.tasks.history
      .filter(({ isOver, parts }) => isOver && parts.entity instanceof VirtualMachine)
      .map(({ parts, state }) => ({
        vm: parts.entity.name,
        method: parts.method,
        by: parts.userName === operator.name ? 'somebody' : 'vhv',
        isSuccess: state === 'success',
      }));
  }

  async sessions(): Promise<number> {
    const all = this.#simulator.model.sessions.all();
    return all.filter(({ user }) => user.name !== operator.name).length;
  }

  arm(fault: InjectedFault, onFault: (call: string) => void): void {
    this.#onFault.set(fault, onFault);
    this.#simulator.faults.add(fault);
  }

  disarm(): void {
    this.#simulator.faults.clear();
  }

  vmName(place: number): string | undefined {
    return this.#vms[place]?.name;
  }

  close(): Promise<void> {
    return this.#simulator.close();
  }

  async act(act: OperatorAct, stage: ActStage): Promise<void> {
    const vm = this.#vms[act.vm];
    if (vm === undefined || vm.destroyed) {
      return;
    }
    const world = this.#simulator.model;
    switch (act.kind) {
      case 'reboot-guest':
        rebootGuest(vm, world);
        break;
      case 'vanish':
        (await until(stage, () => isIdle(vm))) && unregister(vm, world);
        break;
      case 'register-again':
        if (await until(stage, () => isIdle(vm))) {
          unregister(vm, world);
          await stage.sleep(act.forMs);
          register(vm, world);
        }
        break;
      case 'host-away':
        vm.host.state.connection = 'notResponding';
        world.inventory.touch(vm.host, ...vm.host.vms);
        await stage.sleep(act.forMs);
        vm.host.state.connection = 'connected';
        world.inventory.touch(vm.host, ...vm.host.vms);
        break;
      case 'host-again':
        await this.#addHostAgain(vm, act, stage);
        break;
      default:
        await this.#asOperator((session) => change(session, vm, act, stage));
    }
  }

  async #addHostAgain({ host }: VirtualMachine, act: OperatorAct, stage: ActStage): Promise<void> {
    const world = this.#simulator.model;
    const onIt = () => [...host.vms].filter((one) => one instanceof VirtualMachine);
    const isGone: boolean = host.destroyed;
    if (!isGone && world.kind === 'vcenter' && (await until(stage, () => onIt().every(isIdle)))) {
      const vms = removeHost(host, world);
      await stage.sleep(act.forMs);
      addHost(host, vms, world);
    }
  }

  async #asOperator(work: (session: Session) => Promise<void>): Promise<void> {
    const { url, fingerprint256 } = this.#simulator;
    try {
      const { name: username, password: secret } = operator;
      const trust = { kind: 'pinned', fingerprint256 } as const;
      await using session = await connect({ url, username, password: secret, trust });
      await work(session);
    } catch {
      // A fault befell him, or the server refused: he gives up.
    }
  }
}

function stateOf({ name, state }: VirtualMachine): VmAtServer {
  return {
    name,
    powerState: state.powerState,
    template: state.template,
    nestedHV: state.settings.nestedHVEnabled ?? false,
    key: state.extraConfig.get('campaign.key'),
  };
}

function isIdle({ busy, destroyed }: VirtualMachine): boolean {
  return busy === undefined && !destroyed;
}

/** @returns whether it has come true in time */
async function until({ sleep, over }: ActStage, isTrue: () => boolean): Promise<boolean> {
  while (!over.aborted && !isTrue()) {
    await sleep(lookEveryMs);
  }
  return isTrue();
}

async function change(
  session: Session,
  vm: VirtualMachine,
  { kind, forMs }: OperatorAct,
  stage: ActStage,
): Promise<void> {
  const { moRef } = vm;
  switch (kind) {
    case 'power-off':
      await session.call('PowerOffVM_Task', moRef, {});
      break;
    case 'power-on':
      await session.call('PowerOnVM_Task', moRef, {});
      break;
    case 'restart':
      await session.call('PowerOffVM_Task', moRef, {});
      await stage.sleep(forMs);
      await session.call('PowerOnVM_Task', moRef, {});
      break;
    case 'start-once-off':
      if (await until(stage, () => vm.state.powerState === 'poweredOff')) {
        await session.call('PowerOnVM_Task', moRef, {});
      }
      break;
    case 'set-key':
      await session.call('ReconfigVM_Task', moRef, {
        spec: { extraConfig: [{ key: 'operator.key', value: '1' }] },
      });
      break;
    default:
      await session.call('ReconfigVM_Task', moRef, { spec: { nestedHVEnabled: true } });
  }
}
