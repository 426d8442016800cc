import { VsphereError } from '../../errors.ts';
import type { VmRuntime } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import type { VmChange } from '../plan/change.ts';
import { isAsSeen } from './change-config.ts';
import { rereadOne } from './reread.ts';
import type { ServerAccess } from './server-access.ts';

/** How a run of a VM that was to go off has ended: it is off, or somebody else has taken the VM over. */
export type RunEnd = 'off' | 'elsewhere';

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
  readonly #server: ServerAccess;
  readonly #seen: VmFacts;
  readonly #change: VmChange;
  #toolsStopped: boolean = false;

  /**
   * @param seen what the VM was read as right before its power is touched
   * @param change what the run is going to write
   */
  constructor(server: ServerAccess, seen: VmFacts, change: VmChange) {
    this.#server = server;
    this.#seen = seen;
    this.#change = change;
  }

  /**
   * Waits until the run is over.
   *
   * @returns undefined if it goes on
   * @throws VsphereError (GUEST_RESTARTED)
   */
  async end(withinMs: number): Promise<RunEnd | undefined> {
    const { runtimes } = this.#server;
    let end: RunEnd | 'restarted' | undefined;
    await this.#server.patiently(() =>
      runtimes.waitFor(
        this.#seen.moRef,
        (runtime) => {
          end = this.#endOf(runtime);
          return end !== undefined;
        },
        withinMs,
      ),
    );
    if (end === 'restarted') {
      throw restarted(this.#seen);
    }
    return end;
  }

  #endOf({
    powerState,
    bootTime,
    toolsRunningStatus: tools,
  }: VmRuntime): RunEnd | 'restarted' | undefined {
    if (powerState === 'poweredOff') {
      return 'off';
    }
    const isOther = bootTime !== undefined && bootTime !== this.#seen.bootTime;
    if (isOther || powerState !== (this.#seen.powerState ?? powerState)) {
      return powerState === undefined ? undefined : 'elsewhere';
    }
    const runsAgain = this.#toolsStopped && tools === 'guestToolsRunning';
    this.#toolsStopped ||= tools === 'guestToolsNotRunning';
    return runsAgain ? 'restarted' : undefined;
  }

  /**
   * Reads the whole VM, right before its power is touched or something is said about it.
   *
   * @returns undefined if the run goes on, and the VM is what the plan was made upon
   * @throws GoneError
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
    // A server without bootTime has nothing but changeVersion that may tell of a new start.
    const isDoubtful = bootTime === undefined && now.changeVersion !== changeVersion;
    return isDoubtful || !isAsSeen(now, this.#seen, this.#change) ? 'other values' : undefined;
  }
}

function restarted({ path }: VmFacts): VsphereError {
  const message = `the guest of ${path} was asked to shut down, and restarted instead; it was not powered off, and its change was not made. A guest that installs updates may still go off`;
  return new VsphereError('GUEST_RESTARTED', message);
}
