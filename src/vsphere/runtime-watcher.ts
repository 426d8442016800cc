import { setTimeout as sleep } from 'node:timers/promises';
import { GoneError } from '../errors.ts';
import {
  formatMoRef,
  type MoRef,
  type VirtualMachinePowerState,
  type VirtualMachineQuestionInfo,
} from '../vim25/index.ts';
import { propertiesOf, retrieveObjects } from './property-collector.ts';
import type { Session } from './session.ts';

/** What a VM is doing now. */
export interface VmRuntime {
  readonly powerState: VirtualMachinePowerState | undefined;
  /** When it was last powered on from off. */
  readonly bootTime: string | undefined;
  /** `guestToolsRunning`, `guestToolsNotRunning`, `guestToolsExecutingScripts`. */
  readonly toolsRunningStatus: string | undefined;
  /** What it waits for an answer to. */
  readonly question: VirtualMachineQuestionInfo | undefined;
  /** The next reboot of its guest powers it off. */
  readonly rebootPowerOff: boolean | undefined;
}

interface Waiting {
  readonly vm: MoRef;
  readonly isOver: (runtime: VmRuntime) => boolean;
  readonly until: number;
  readonly resolve: (runtime: VmRuntime | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** What is read of each VM. Servers before 8.0.0.1 do not know the last one. */
export const runtimePaths: readonly string[] = [
  'runtime.powerState',
  'runtime.bootTime',
  'runtime.question',
  'guest.toolsRunningStatus',
  'config.rebootPowerOff',
];

/**
 * Watches any number of VMs by reading them again and again, a hundred in a request: guests go off when they like, and a read that is
 * repeated outlives sessions and restarts of the server, which a filter does not.
 */
export class RuntimeWatcher {
  readonly #session: Session;
  readonly #pathSet: readonly string[];
  readonly #intervalMs: number;
  readonly #waiting = new Set<Waiting>();
  #polling: boolean = false;

  /**
   * @param pathSet those of `runtimePaths` that the server knows
   * @param intervalMs between two readings
   */
  constructor(session: Session, pathSet: readonly string[], intervalMs: number) {
    this.#session = session;
    this.#pathSet = pathSet;
    this.#intervalMs = intervalMs;
  }

  /**
   * Waits until a VM is as wanted.
   *
   * @returns what was read last; undefined where it was not so in time
   * @throws GoneError, ExchangeError, FaultError where the server cannot be asked
   */
  waitFor(
    vm: MoRef,
    isOver: (runtime: VmRuntime) => boolean,
    withinMs: number,
  ): Promise<VmRuntime | undefined> {
    return new Promise((resolve, reject) => {
      const until = performance.now() + withinMs;
      this.#waiting.add({ vm, isOver, until, resolve, reject });
      this.#startPolling();
    });
  }

  #startPolling(): void {
    if (!this.#polling) {
      this.#polling = true;
      this.#poll()
        .catch((error: unknown) => this.#rejectAll(error))
        .finally(() => {
          this.#polling = false;
          if (this.#waiting.size > 0) {
            this.#startPolling();
          }
        });
    }
  }

  async #poll(): Promise<void> {
    while (this.#waiting.size > 0) {
      await this.#readAll();
      if (this.#waiting.size > 0) {
        await sleep(this.#intervalMs);
      }
    }
  }

  async #readAll(): Promise<void> {
    const round = [...this.#waiting];
    const vms = new Map(round.map(({ vm }) => [vm.value, vm]));
    const seen = new Map<string, VmRuntime>();
    const propSet = [{ type: 'VirtualMachine', pathSet: this.#pathSet }];
    for await (const content of retrieveObjects(this.#session, [...vms.values()], propSet)) {
      const properties = propertiesOf(content);
      seen.set(content.obj.value, {
        powerState: properties.get('runtime.powerState') as VmRuntime['powerState'],
        bootTime: properties.get('runtime.bootTime') as string | undefined,
        toolsRunningStatus: properties.get('guest.toolsRunningStatus') as string | undefined,
        question: properties.get('runtime.question') as VmRuntime['question'],
        rebootPowerOff: properties.get('config.rebootPowerOff') as boolean | undefined,
      });
    }
    for (const waiting of round) {
      const runtime = seen.get(waiting.vm.value);
      const isOver = runtime !== undefined && waiting.isOver(runtime);
      if (runtime === undefined) {
        waiting.reject(new GoneError(formatMoRef(waiting.vm)));
      } else if (isOver || performance.now() > waiting.until) {
        waiting.resolve(isOver ? runtime : undefined);
      } else {
        continue;
      }
      this.#waiting.delete(waiting);
    }
  }

  #rejectAll(error: unknown): void {
    for (const { reject } of this.#waiting) {
      reject(error);
    }
    this.#waiting.clear();
  }
}
