import { answerWasLost, faultOf, TaskUnknownError, VsphereError } from '../../../errors.ts';
import { powerOff, shutdownGuest } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import type { VmChange } from '../../plan/change.ts';
import { shutdownTimeoutOf } from '../options.ts';
import type { StepHooks } from '../steps.ts';
import { whileBusy } from './change-config.ts';
import { waitUntilIdle } from './idle.ts';
import { isOff, type RunEnd, RunWatch } from './run-watch.ts';
import type { ServerContext } from './server-context.ts';

/** How long to wait for a VM that was powered off to be read so: the task is over by then. */
const settleMs = 30_000;

interface PowerDown extends StepHooks {
  readonly mode: 'soft' | 'hard';
  /** What the run is going to write: a VM that somebody else has written it to is left alone. */
  readonly change: VmChange;
  /** Waits until nothing is under way on the VM: a guest that was asked has taken its time. */
  readonly ready: () => Promise<unknown>;
}

/**
 * Brings a VM that runs to a stop. The guest is asked; under `hard`, one without Tools or past its time is powered off. Under `soft` one
 * past its time stays watched, since what it was asked for cannot be recalled.
 *
 * @param facts what the VM was read as just now
 * @returns `elsewhere` if somebody else has taken the VM over: nothing more may be done to it
 * @throws VsphereError GUEST_STAYS_ON, GUEST_RESTARTED if the VM is on and was not powered off; PLAN_STALE; what the calls throw
 */
export async function powerDown(
  server: ServerContext,
  facts: VmFacts,
  how: PowerDown,
): Promise<RunEnd> {
  const watch = new RunWatch(server, facts, how.change);
  const toolsRun = facts.toolsRunningStatus === 'guestToolsRunning';
  const asks = how.mode === 'soft' || (shutdownTimeoutOf(server.options, facts) > 0 && toolsRun);
  const end = asks ? await askGuest(server, facts, watch, how) : undefined;
  if (end !== undefined) {
    return end;
  }
  if (how.mode === 'soft') {
    return lingerFor(server, facts, watch, how);
  }
  try {
    await watch.during(how.ready);
    const found = await watch.lookBeforePowerOff();
    if (found !== undefined) {
      return found;
    }
    await how.begin('power-off');
    return await forcePowerOff(server, facts, watch);
  } catch (error) {
    throw asks && !isOpen(error) ? mayStillGoOff(facts, error) : error;
  }
}

/**
 * Waits for a guest that an earlier run has asked to shut down, and asks nothing.
 *
 * @returns as powerDown
 * @throws VsphereError GUEST_STAYS_ON, GUEST_RESTARTED
 */
export async function awaitShutdown(
  server: ServerContext,
  facts: VmFacts,
  how: Pick<PowerDown, 'change' | 'linger'>,
): Promise<RunEnd> {
  const watch = new RunWatch(server, facts, how.change);
  const end = await watch.end(shutdownTimeoutOf(server.options, facts));
  return end ?? lingerFor(server, facts, watch, how);
}

const isOpen = (error: unknown): boolean =>
  error instanceof VsphereError && ['GUEST_STAYS_ON', 'GUEST_RESTARTED'].includes(error.code);

/** A guest that was asked may go off later, whatever became of the power-off. */
export function mayStillGoOff({ path }: VmFacts, cause: unknown): VsphereError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `the guest of ${path} was asked to shut down and may still go off; it was not powered off: ${reason}`;
  return new VsphereError('GUEST_STAYS_ON', message, { cause });
}

/** A power-off that was sent and is under way yet: the VM goes off when its turn comes. */
function mayStillBePoweredOff({ path }: VmFacts, cause: unknown): VsphereError {
  const message = `${path} was to be powered off, and a task on it is still under way: it may go off yet`;
  return new VsphereError('GUEST_STAYS_ON', message, { cause });
}

async function lingerFor(
  server: ServerContext,
  { path }: VmFacts,
  watch: RunWatch,
  { linger }: Pick<StepHooks, 'linger'>,
): Promise<RunEnd> {
  let end: RunEnd | undefined;
  await linger(async () => {
    end = await watch.end(2 * server.options.pollMs);
    return end !== undefined;
  });
  const found = end ?? (await watch.look());
  if (found === 'off' || found === 'elsewhere') {
    return found;
  }
  const message = `the guest of ${path} was asked to shut down and has not; it runs, unchanged, and may still go off`;
  throw new VsphereError('GUEST_STAYS_ON', message);
}

/** @returns undefined if the VM has not gone off in time */
async function askGuest(
  server: ServerContext,
  facts: VmFacts,
  watch: RunWatch,
  how: PowerDown,
): Promise<RunEnd | undefined> {
  await how.begin('shutdown');
  watch.beginShutdown();
  try {
    await shutdownGuest(server.session, facts.moRef);
  } catch (error) {
    // Whether the guest was asked shows in whether it goes off.
    if (!answerWasLost(error)) {
      if (how.mode === 'soft' || faultOf(error) === undefined) {
        throw error;
      }
      return undefined;
    }
  }
  const withinMs = shutdownTimeoutOf(server.options, facts);
  const end = await watch.end(withinMs);
  if (end !== 'elsewhere' || !watch.mayHaveAskedAnother) {
    return end;
  }
  // A VM that goes off because of our request is ours to start again.
  return (await server.watchPower(facts.moRef, isOff, withinMs)) === undefined ? end : 'off';
}

/**
 * Powers a VM off, whatever it holds, if it is still what it was seen as. It is read before each attempt, since another run may have
 * changed it and started it again, and its guest may have restarted; one that is off already is no error, and a lost answer is read.
 *
 * @returns as powerDown
 * @throws VsphereError PLAN_STALE, GUEST_STAYS_ON, GUEST_RESTARTED, STILL_ON; what the calls throw
 */
export async function forcePowerOff(
  server: ServerContext,
  facts: VmFacts,
  watch: RunWatch,
): Promise<RunEnd> {
  const { moRef, path } = facts;
  const { session, runTask } = server;
  let found: RunEnd | undefined;
  try {
    await watch.during(() =>
      whileBusy(async () => {
        found = await watch.lookBeforePowerOff();
        if (found === undefined) {
          await powerOff(session, runTask, moRef);
        }
      }),
    );
  } catch (error) {
    const isLost = answerWasLost(error) || error instanceof TaskUnknownError;
    if (!isLost && faultOf(error)?.type !== 'InvalidPowerState') {
      throw error;
    }
    const isIdle = await server.patiently(() => waitUntilIdle(session, moRef));
    found = await watch.endOfPower(server.options.pollMs);
    if (found === undefined) {
      throw isIdle ? error : mayStillBePoweredOff(facts, error);
    }
  }
  const end = found ?? (await watch.endOfPower(settleMs));
  if (end === undefined) {
    throw new VsphereError('STILL_ON', `${path} is still on after it was powered off`);
  }
  return end;
}
