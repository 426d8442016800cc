import type { InjectedFault, VmData } from '../../../src/simulator/index.ts';
import type { ServerPlan } from '../../campaign/fleet.ts';
import type { OperatorAct } from '../../campaign/operator.ts';
import type {
  ActStage,
  CampaignServer,
  TaskAtServer,
  VmAtServer,
} from '../../campaign/server-state.ts';
import { FaultProxy } from './fault-proxy.ts';
import { Strict } from './strict.ts';

/** A VM as `govc vm.info -json` has it. */
interface VmInfo {
  readonly name: string;
  readonly runtime: { readonly powerState: string };
  readonly config: {
    readonly template: boolean;
    readonly nestedHVEnabled?: boolean;
    readonly extraConfig?: readonly { readonly key: string; readonly value: unknown }[];
  };
}

/** The strict Go server behind a faulty proxy as a server of a campaign: govc sets it up, looks at it, and is the second operator. */
export class StrictServer implements CampaignServer {
  readonly user = 'user';
  readonly password = 'pass';
  readonly #strict: Strict;
  readonly #proxy: FaultProxy;
  readonly #names: readonly string[];
  /** How often each VM was reconfigured before the campaign began, by name. */
  #prepared: ReadonlyMap<string, number> = new Map();
  readonly #onFault = new Map<InjectedFault, (call: string) => void>();

  private constructor(strict: Strict, proxy: FaultProxy, names: readonly string[]) {
    this.#strict = strict;
    this.#proxy = proxy;
    this.#names = names;
    proxy.onFault = (method, fault) => this.#onFault.get(fault)?.(method);
  }

  /** @param plan whose VMs it has as many of, in their power states and with their values, under names of its own */
  static async start(
    { kind, inventory }: ServerPlan,
    taskMs: number,
    random: () => number,
  ): Promise<StrictServer> {
    const vms = inventory.datacenters.flatMap((one) => [...(one.vms ?? [])]);
    const place = kind === 'esx' ? ['-esx'] : ['-host', '0'];
    const flags = ['-vm', String(vms.length), '-off=false', '-task', `${taskMs}ms`];
    const strict = await Strict.start(...place, ...flags);
    const own = {
      expireSessions: () => strict.post('/sessions/expire'),
      restart: (downMs: number) => strict.restart({ for: `${downMs}ms` }),
    };
    const proxy = await FaultProxy.start(strict.ready, own, random);
    const found = (await strict.govc('find', '/', '-type', 'm')).stdout.trim().split('\n');
    const names = found.map((path) => path.slice(path.lastIndexOf('/') + 1));
    const server = new StrictServer(strict, proxy, names);
    for (const [index, vm] of vms.entries()) {
      await server.#prepare(names[index] ?? '', vm);
    }
    server.#prepared = await server.#reconfigures();
    await strict.post('/counts/reset');
    return server;
  }

  get url(): string {
    return this.#proxy.url;
  }

  get fingerprint256(): string {
    return this.#proxy.fingerprint256;
  }

  async states(): Promise<readonly VmAtServer[]> {
    const { stdout } = await this.#strict.govc('vm.info', '-json', ...this.#names);
    const { virtualMachines } = JSON.parse(stdout) as { readonly virtualMachines: VmInfo[] };
    return virtualMachines.map(({ name, runtime, config }) => ({
      name,
      powerState: runtime.powerState,
      template: config.template,
      nestedHV: config.nestedHVEnabled ?? false,
      key: config.extraConfig?.find(({ key }) => key === 'campaign.key')?.value as
        | string
        | undefined,
    }));
  }

  /** Power operations in the order of their calls, then what the event log tells of reconfigures: a call may have come to nothing. */
  async tasks(): Promise<readonly TaskAtServer[]> {
    const moids = new Map(
      await Promise.all(this.#names.map(async (name) => [await this.#moidOf(name), name] as const)),
    );
    const calls = (await this.#strict.calls())
      .filter(({ method, status }) => /^Power\w+VM_Task$/.test(method) && status === 200)
      .map(
        ({ method, object, operationID }): TaskAtServer => ({
          vm: moids.get(object) ?? object,
          method,
          // govc sends none.
          by: operationID === undefined ? 'somebody' : 'vhv',
          isSuccess: true,
        }),
      );
    const reconfigures = [...(await this.#reconfigures())].flatMap(([vm, count]) =>
      Array.from({ length: count - (this.#prepared.get(vm) ?? 0) }, (): TaskAtServer => {
        return { vm, method: 'ReconfigVM_Task', by: 'vhv', isSuccess: true };
      }),
    );
    return [...calls, ...reconfigures];
  }

  sessions(): Promise<number> {
    return this.#strict.sessions();
  }

  arm(fault: InjectedFault, onFault: (call: string) => void): void {
    this.#onFault.set(fault, onFault);
    this.#proxy.faults.add(fault);
  }

  disarm(): void {
    this.#proxy.faults.clear();
  }

  vmName(place: number): string | undefined {
    return this.#names[place];
  }

  async close(): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
    await this.#strict[Symbol.asyncDispose]();
  }

  async act(act: OperatorAct, stage: ActStage): Promise<void> {
    const name = this.#names[act.vm];
    if (name !== undefined) {
      // What the server refuses is not done.
      await this.#do(name, act, stage).catch(() => undefined);
    }
  }

  async #do(vm: string, { kind, forMs }: OperatorAct, { sleep, over }: ActStage): Promise<void> {
    const somebody = this.#strict.somebody.bind(this.#strict);
    switch (kind) {
      case 'power-off':
        await this.#power('-off', vm);
        break;
      case 'power-on':
        await this.#power('-on', vm);
        break;
      case 'restart':
        await this.#power('-off', vm);
        await sleep(forMs);
        await this.#power('-on', vm);
        break;
      case 'start-once-off':
        while (!over.aborted && !(await this.#isOff(vm))) {
          await sleep(100);
        }
        await this.#power('-on', vm);
        break;
      case 'set-key':
        await this.#strict.govc('vm.change', '-vm', vm, '-e', 'operator.key=1');
        break;
      case 'set-flag':
        await this.#strict.govc('vm.change', '-vm', vm, '-nested-hv-enabled=true');
        break;
      case 'reboot-guest':
        await somebody('reboot', vm);
        break;
      case 'vanish':
        await somebody('remove', vm);
        break;
      case 'register-again':
        await somebody('register-again', vm);
        break;
      case 'host-away':
        await somebody('tools', vm, { run: 'false', for: `${forMs}ms` });
        break;
      case 'host-again':
        await somebody('move', vm);
        break;
      default:
        kind satisfies never;
    }
  }

  async #prepare(
    name: string,
    { power, nestedHV, extraConfig = {}, guestShutdown }: VmData,
  ): Promise<void> {
    const shutdown = guestShutdown === 'reboots' ? 'reboot' : (guestShutdown ?? 0);
    const guest = typeof shutdown === 'number' ? `${shutdown}ms` : shutdown;
    await this.#strict.somebody('guest', name, { shutdown: guest });
    const options = Object.entries(extraConfig).flatMap(([key, value]) => [
      '-e',
      `${key}=${value}`,
    ]);
    await this.#power('-off', name);
    await this.#strict.govc(
      'vm.change',
      '-vm',
      name,
      `-nested-hv-enabled=${nestedHV === true}`,
      ...options,
    );
    if (power !== 'poweredOff') {
      await this.#power('-on', name);
    }
    if (power === 'suspended') {
      await this.#power('-suspend', name);
    }
  }

  async #power(flag: '-on' | '-off' | '-suspend', vm: string): Promise<void> {
    await this.#strict.govc('vm.power', flag, vm);
  }

  async #isOff(vm: string): Promise<boolean> {
    const states = await this.states();
    return states.some(({ name, powerState }) => name === vm && powerState === 'poweredOff');
  }

  async #moidOf(name: string): Promise<string> {
    const { stdout } = await this.#strict.govc('find', '-i', '/', '-type', 'm', '-name', name);
    return stdout.trim().replace('VirtualMachine:', '');
  }

  /** How often the event log has seen each VM reconfigured, by name. */
  async #reconfigures(): Promise<Map<string, number>> {
    const type = ['-type', 'VmReconfiguredEvent'];
    const { stdout } = await this.#strict.govc('events', '-n', '1000', ...type);
    const counts = new Map<string, number>();
    for (const [, vm = ''] of stdout.matchAll(/Reconfigured (\S+) on/g)) {
      counts.set(vm, (counts.get(vm) ?? 0) + 1);
    }
    return counts;
  }
}
