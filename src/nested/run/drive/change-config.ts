import { setTimeout as sleep } from 'node:timers/promises';
import {
  answerWasLost,
  ExchangeError,
  faultOf,
  TaskUnknownError,
  UnavailableError,
  VsphereError,
} from '../../../errors.ts';
import { reconfigure } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { configSpec, isEmpty, presentAt, unmet, type VmChange } from '../../plan/change.ts';
import type { CompleteJobOptions } from '../options.ts';
import { type LostAnswer, settleLostAnswer } from './lost-answer.ts';
import { rereadOne } from './reread.ts';
import type { ServerContext } from './server-context.ts';

/** How often a VM that is busy is tried again, and how long to wait before: 1, 2, 4, 8, 16 s. */
const busyRetries = 5;
const busyWaitMs = 1000;

/** A VM is no longer what was planned upon. */
export function stale({ path }: VmFacts, cause?: unknown): VsphereError {
  const message = `${path} is no longer what was planned upon; plan again`;
  return new VsphereError('PLAN_STALE', message, { cause });
}

function unclear({ path }: VmFacts, cause: unknown): VsphereError {
  const message = `the answer for ${path} was lost, and the VM does not tell whether the change was made; look at it, then plan again`;
  return new VsphereError('OUTCOME_UNKNOWN', message, { cause });
}

/** Whether it is the VM that was seen, what would change still has its old value, and the power is as it was seen. */
export function isAsSeen(now: VmFacts, seen: VmFacts, change: VmChange): boolean {
  return (
    now.instanceUuid === seen.instanceUuid &&
    now.powerState === seen.powerState &&
    (change.nestedHVEnabled === undefined ||
      (now.nestedHVEnabled ?? false) === change.nestedHVEnabled.from) &&
    change.extraConfig.every(({ key, from }) => presentAt(now, key) === from)
  );
}

/** Whether somebody else has made the change since the VM was seen: then nothing is sent, and reading back shows the rest. */
export function isMadeAlready(now: VmFacts, seen: VmFacts, change: VmChange): boolean {
  return (
    now.instanceUuid === seen.instanceUuid &&
    now.powerState === seen.powerState &&
    !isEmpty(change) &&
    isEmpty(unmet(now, change))
  );
}

/** How long a busy VM is waited for that is off because of us: backups and hardware upgrades that were scheduled begin there. */
export type BusyPatience = Pick<CompleteJobOptions, 'patienceMs' | 'pollMs'>;

const shortPatience: BusyPatience = { patienceMs: 0, pollMs: busyWaitMs };

/** How often something is tried on a VM that is busy, and for how long at least. */
class Tries {
  readonly #until: number;
  readonly #waitMs: number;
  #count = 0;

  constructor({ patienceMs, pollMs }: BusyPatience) {
    this.#until = performance.now() + patienceMs;
    this.#waitMs = pollMs;
  }

  /** Waits before the next try. @returns false if there is none */
  async next(): Promise<boolean> {
    if (this.#count >= busyRetries && performance.now() >= this.#until) {
      return false;
    }
    await sleep(this.#waitMs * 2 ** Math.min(this.#count, busyRetries - 1));
    this.#count += 1;
    return true;
  }
}

/**
 * Does a call again that a busy VM has refused.
 *
 * @param patience how long at least. Default: five more tries, within 31 s
 */
export async function whileBusy(
  work: () => Promise<void>,
  patience: BusyPatience = shortPatience,
): Promise<void> {
  const tries = new Tries(patience);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (faultOf(error)?.type !== 'TaskInProgress' || !(await tries.next())) {
        throw error;
      }
    }
  }
}

/**
 * Makes a change to a VM that may be changed as it is.
 *
 * A VM that is busy is waited for. One that somebody else has changed meanwhile is read again: the change is made upon its new
 * changeVersion if what was planned upon still holds. Where the answer was lost the VM is read; only one that has certainly not
 * changed is sent the request once more.
 *
 * @param seen what the VM was last read as
 * @param options `patient`: whether a request that was not sent is tried again, and a busy VM waited for longer: it is off because of us
 * @returns `found` if somebody else has made the change first, and nothing of ours was taken
 * @throws VsphereError PLAN_STALE, OUTCOME_UNKNOWN; what reconfigure throws
 */
export async function changeConfig(
  server: ServerContext,
  seen: VmFacts,
  change: VmChange,
  { patient }: { readonly patient: boolean },
): Promise<'made' | 'found'> {
  const { session, runTask } = server;
  const patience = patient ? server.options : shortPatience;
  const tries = new Tries(patience);
  let facts = seen;
  let sentAgain = false;
  for (;;) {
    try {
      const spec = configSpec(facts, change);
      await whileBusy(() => reconfigure(session, runTask, facts.moRef, spec), patience);
      return 'made';
    } catch (error) {
      const isLost = answerWasLost(error) || error instanceof TaskUnknownError;
      const wasNotSent = error instanceof ExchangeError && !error.requestSent;
      if (isLost || (patient && wasNotSent)) {
        const found = await settle(server, facts, change, error, { patient });
        if (found === 'taken') {
          return 'made';
        }
        if (found === 'unclear' || sentAgain) {
          throw unclear(facts, error);
        }
        sentAgain = isLost;
      } else if (faultOf(error)?.type === 'ConcurrentAccess' && (await tries.next())) {
        facts = await server.patiently(() => rereadOne(session, facts, change));
        if (facts.instanceUuid === seen.instanceUuid && isEmpty(unmet(facts, change))) {
          // Of a request that was sent before nobody knows: it may be the one that was taken.
          return sentAgain ? 'made' : 'found';
        }
        if (!isAsSeen(facts, seen, change)) {
          throw stale(facts, error);
        }
      } else {
        throw error;
      }
    }
  }
}

/** Reads what became of a lost answer. Where the server cannot be read either, the loss itself is the news. */
async function settle(
  server: ServerContext,
  facts: VmFacts,
  change: VmChange,
  loss: VsphereError,
  { patient }: { readonly patient: boolean },
): Promise<LostAnswer> {
  // A server that was cut off is given up sooner while no VM is off because of us; one that says it will be back is not.
  const mayRepeat = (error: unknown): boolean =>
    error instanceof UnavailableError || (patient && error instanceof ExchangeError);
  try {
    return await server.patiently(() => settleLostAnswer(server.session, facts, change), mayRepeat);
  } catch (error) {
    if (error instanceof ExchangeError) {
      throw loss;
    }
    return 'unclear';
  }
}
