import { setTimeout as sleep } from 'node:timers/promises';
import { VsphereError } from '../../../errors.ts';
import type { VmRuntime } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import type { VmChange } from '../../plan/change.ts';
import { isAsSeen, stale } from './change-config.ts';
import { rereadOne } from './reread.ts';
import type { ServerContext } from './server-context.ts';

/** How a run of a VM that was to go off has ended: it is off, or somebody else has taken the VM over. */
export type RunEnd = 'off' | 'elsewhere';

/** How long, in milliseconds, a guest may go unwatched before it may have restarted unseen. */
const unseenMs = 10_000;

export const isOff = ({ powerState }: { readonly powerState: string | undefined }): boolean =>
  powerState === 'poweredOff';

/** Whether this is still the run that was seen: nobody has put another VM in its place, suspended it or started it again. */
export function isSameRun(now: VmFacts, seen: VmFacts): boolean {
  return (
    now.instanceUuid === seen.instanceUuid &&
    now.powerState === seen.powerState &&
    now.bootTime === seen.bootTime
  );
}

/**
 * Watches one run of a VM, from a power-on to the next power-off. A poll once a second misses a VM that goes off and on between two
 * polls, so the power state alone proves nothing: bootTime tells one run from the next. A moved changeVersion tells nothing, as power
 * operations, Tools and backups move it.
 */
export class RunWatch {
  readonly #server: ServerContext;
  readonly #seen: VmFacts;
  readonly #change: VmChange;
  #toolsStopped: boolean;
  #isRestarted: boolean = false;
  /** When the guest was last seen since it was asked to shut down; undefined before. */
  #seenAt: number | undefined;
  /** Whether somebody else had started the VM again by the first look since then: it may be the new run's guest that was asked. */
  mayHaveAskedAnother: boolean = false;
  #isFirstLook: boolean = false;
  /** For how long, in milliseconds, nobody has watched it since then, where that is too long. */
  #unseenMs: number | undefined;

  /**
   * @param seen what the VM was read as right before its power is touched
   * @param change what the run is going to write
   */
  constructor(server: ServerContext, seen: VmFacts, change: VmChange) {
    this.#server = server;
    this.#seen = seen;
    this.#change = change;
    this.#toolsStopped = seen.toolsRunningStatus === 'guestToolsNotRunning';
  }

  /** The guest is about to be asked to shut down: from here on it is to be watched. */
  beginShutdown(): void {
    this.#seenAt = performance.now();
    this.#isFirstLook = true;
  }

  /**
   * Waits until the run is over.
   *
   * @returns undefined if it goes on
   * @throws VsphereError (GUEST_RESTARTED)
   */
  async end(withinMs: number): Promise<RunEnd | undefined> {
    const end = await this.#wait(withinMs, () => this.#isRestarted);
    if (end === undefined) {
      this.#requireNotRestarted();
    }
    return end;
  }

  /** As `end`, after a power-off was sent: what the guest does counts no longer. */
  endOfPower(withinMs: number): Promise<RunEnd | undefined> {
    return this.#wait(withinMs, () => false);
  }

  async #wait(withinMs: number, isOver: () => boolean): Promise<RunEnd | undefined> {
    let end: RunEnd | undefined;
    const look = (runtime: VmRuntime): boolean => {
      end = this.#endOf(runtime);
      return end !== undefined || isOver();
    };
    await this.#server.watchPower(this.#seen.moRef, look, withinMs);
    return end;
  }

  /** Goes on watching the guest while something else is waited for. What is seen, the next `look` reports. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    let isOver: boolean = false;
    const { options } = this.#server;
    const note = (runtime: VmRuntime): boolean => {
      this.#endOf(runtime);
      return isOver;
    };
    const watch = async (): Promise<void> => {
      while (!isOver) {
        // That the VM cannot be read, the next look finds as well.
        await this.#server
          .watchPower(this.#seen.moRef, note, options.patienceMs, () => false)
          .catch(() => sleep(options.pollMs));
      }
    };
    void watch();
    try {
      return await work();
    } finally {
      isOver = true;
    }
  }

  /** Notes what the guest was seen as, too. */
  #endOf({ powerState, bootTime, toolsRunningStatus: tools }: WatchedRuntime): RunEnd | undefined {
    if (powerState === 'poweredOff') {
      return 'off';
    }
    const isOther = bootTime !== undefined && bootTime !== this.#seen.bootTime;
    this.mayHaveAskedAnother ||= this.#isFirstLook && isOther && powerState === 'poweredOn';
    this.#isFirstLook = false;
    if (isOther || powerState !== (this.#seen.powerState ?? powerState)) {
      return powerState === undefined ? undefined : 'elsewhere';
    }
    this.#recordTools(tools);
    return undefined;
  }

  #recordTools(tools: string | undefined): void {
    const isStopped = tools === 'guestToolsNotRunning';
    this.#isRestarted ||= this.#toolsStopped && tools !== undefined && !isStopped;
    this.#toolsStopped ||= isStopped;
    if (this.#seenAt !== undefined) {
      const now = performance.now();
      const unseen = now - this.#seenAt;
      // While they are seen stopped, what comes after is seen, too: they run again, or do not.
      if (unseen > Math.max(unseenMs, 3 * this.#server.options.pollMs) && !this.#toolsStopped) {
        this.#unseenMs = Math.max(unseen, this.#unseenMs ?? 0);
      }
      this.#seenAt = now;
    }
  }

  /** @throws VsphereError (GUEST_RESTARTED; PLAN_STALE if it was not asked to shut down) */
  #requireNotRestarted(): void {
    if (this.#isRestarted) {
      throw this.#seenAt === undefined ? stale(this.#seen) : restarted(this.#seen);
    }
  }

  /**
   * Reads the whole VM, right before its power is touched or something is said about it.
   *
   * @returns undefined if the run goes on, and the VM is what the plan was made upon
   * @throws GoneError; VsphereError (GUEST_RESTARTED; PLAN_STALE if its guest was not asked to shut down, and has started since it was seen)
   */
  async look(): Promise<RunEnd | 'other values' | undefined> {
    const { session } = this.#server;
    const now = await this.#server.patiently(() => rereadOne(session, this.#seen, this.#change));
    const { bootTime, changeVersion } = this.#seen;
    if (isOff(now) && now.instanceUuid === this.#seen.instanceUuid) {
      return 'off';
    }
    if (!isSameRun(now, this.#seen)) {
      return 'elsewhere';
    }
    this.#recordTools(now.toolsRunningStatus);
    this.#requireNotRestarted();
    // A server without bootTime has nothing but changeVersion that may tell of a new start.
    const isDoubtful = bootTime === undefined && now.changeVersion !== changeVersion;
    return isDoubtful || !isAsSeen(now, this.#seen, this.#change) ? 'other values' : undefined;
  }

  /**
   * As `look`, right before the VM is powered off.
   *
   * @throws as `look`; VsphereError (PLAN_STALE) if its values are others; (GUEST_STAYS_ON) if its guest may have restarted unseen
   */
  async lookBeforePowerOff(): Promise<RunEnd | undefined> {
    const found = await this.look();
    if (found === 'other values') {
      throw stale(this.#seen);
    }
    if (found === undefined && this.#unseenMs !== undefined) {
      throw unwatched(this.#seen, this.#unseenMs);
    }
    return found;
  }
}

/** What of a VM tells one run from the next. */
type WatchedRuntime = Pick<VmRuntime, 'powerState' | 'bootTime' | 'toolsRunningStatus'>;

function restarted({ path }: VmFacts): VsphereError {
  const message = `the guest of ${path} was asked to shut down, and restarted instead; it was not powered off, and its change was not made. A guest that installs updates may still go off`;
  return new VsphereError('GUEST_RESTARTED', message);
}

function unwatched({ path }: VmFacts, unseen: number): VsphereError {
  const message = `the guest of ${path} was asked to shut down and is still on; it was not powered off: it could not be watched for ${Math.round(unseen / 1000)} seconds, and may have restarted meanwhile. Fix: look at it, then resume the run`;
  return new VsphereError('GUEST_STAYS_ON', message);
}
