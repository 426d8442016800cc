import { ExchangeError } from '../../../errors.ts';
import type { MoRef } from '../../../vim25/index.ts';
import {
  Patience,
  type RunTask,
  RuntimeWatcher,
  runtimePaths,
  type Session,
  TaskWatcher,
  type VmRuntime,
} from '../../../vsphere/index.ts';
import type { GuestHosts } from '../../facts/guest-hosts.ts';
import { pathsAsOf } from '../../facts/newer-paths.ts';
import type { CompleteJobOptions } from '../options.ts';

/** How long at most, in milliseconds, a server that does not answer is waited for while no VM is off because of the run. */
const patienceWithoutDownMs = 60_000;

/** What all VMs of a run on one server share. */
export class ServerContext implements AsyncDisposable {
  readonly session: Session;
  /** Starts a task and waits until it is over: the only way in which a run does so. */
  readonly runTask: RunTask;
  readonly options: CompleteJobOptions;
  /** The hosts of all servers of the run. */
  readonly guestHosts: GuestHosts;
  readonly #tasks: TaskWatcher;
  readonly #runtimes: RuntimeWatcher;
  readonly #down = new Set<string>();

  constructor(session: Session, options: CompleteJobOptions, guestHosts: GuestHosts) {
    this.session = session;
    this.options = options;
    this.guestHosts = guestHosts;
    this.#tasks = new TaskWatcher(session, () => this.#patienceMs);
    this.runTask = this.#tasks.run;
    const paths = pathsAsOf(session.client.version, runtimePaths);
    this.#runtimes = new RuntimeWatcher(session, paths, options.pollMs);
  }

  /** Does what leads to a task, so that one request can ask for all that begin together. */
  beforeTask<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#tasks.holdingBack(work);
  }

  /**
   * Waits until a VM is as wanted, also while the server does not answer: the only way in which a run waits for power states and guests.
   *
   * @param isOver is shown what the VM is doing, again and again, and ends the wait with true
   * @param mayRepeat which errors are waited out. Default: every ExchangeError.
   * @returns what was read last; undefined if it was not so in time
   * @throws GoneError, FaultError; ExchangeError if the patience of the run is over
   */
  watchPower(
    vm: MoRef,
    isOver: (runtime: VmRuntime) => boolean,
    withinMs: number,
    mayRepeat?: (error: unknown) => boolean,
  ): Promise<VmRuntime | undefined> {
    return this.patiently(() => this.#runtimes.waitFor(vm, isOver, withinMs), mayRepeat);
  }

  /** From here on a VM is off, or may go off, because of this run, until `isBack`. */
  mayBeOff(vm: MoRef): void {
    this.#down.add(vm.value);
  }

  isBack(vm: MoRef): void {
    this.#down.delete(vm.value);
  }

  get #patienceMs(): number {
    const { patienceMs } = this.options;
    return this.#down.size > 0 ? patienceMs : Math.min(patienceMs, patienceWithoutDownMs);
  }

  /**
   * Does something that may be done twice, and does it again while the server does not answer.
   *
   * @param mayRepeat which errors are worth another attempt. Default: every ExchangeError.
   * @throws the last such error if the patience of the run is over; every other error
   */
  async patiently<Result>(
    work: () => Promise<Result>,
    mayRepeat: (error: unknown) => boolean = (error) => error instanceof ExchangeError,
  ): Promise<Result> {
    const patience = new Patience(this.#patienceMs);
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!mayRepeat(error)) {
          throw error;
        }
        await patience.pause(error);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tasks[Symbol.asyncDispose]();
  }
}
