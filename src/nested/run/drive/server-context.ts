import { ExchangeError } from '../../../errors.ts';
import type { MoRef } from '../../../vim25/index.ts';
import { Patience, RuntimeWatcher, type Session, TaskWatcher } from '../../../vsphere/index.ts';
import type { GuestHosts } from '../../facts/guest-hosts.ts';
import type { CompleteJobOptions } from '../options.ts';

/** How long at most, in milliseconds, a server that does not answer is waited for while no VM is off because of the run. */
const patienceWithoutDownMs = 60_000;

/** What all VMs of a run on one server share. */
export class ServerContext implements AsyncDisposable {
  readonly session: Session;
  readonly tasks: TaskWatcher;
  readonly runtimes: RuntimeWatcher;
  readonly options: CompleteJobOptions;
  /** The hosts of all servers of the run. */
  readonly guestHosts: GuestHosts;
  readonly #down = new Set<string>();

  constructor(session: Session, options: CompleteJobOptions, guestHosts: GuestHosts) {
    this.session = session;
    this.options = options;
    this.guestHosts = guestHosts;
    this.tasks = new TaskWatcher(session, () => this.#patienceMs);
    this.runtimes = new RuntimeWatcher(session, options.pollMs);
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
    await this.tasks[Symbol.asyncDispose]();
  }
}
