import { answerWasLost, faultOf, TaskUnknownError, VsphereError } from '../../errors.ts';
import type { MoRef } from '../../vim25/index.ts';
import { powerOff, retrieveOne, shutdownGuest } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { whileBusy } from './change-config.ts';
import { waitUntilIdle } from './lost-answer.ts';
import type { ServerAccess } from './server-access.ts';
import type { StepHooks } from './steps.ts';

/** How long to wait for a VM that was powered off to be read so: the task is over by then. */
const settleMs = 30_000;

export const isOff = ({ powerState }: { readonly powerState: string | undefined }): boolean =>
  powerState === 'poweredOff';

interface PowerDown extends StepHooks {
  readonly mode: 'soft' | 'hard';
}

/**
 * Brings a VM that runs to a stop. The guest is asked; under `hard`, one without Tools or past its time is powered off. Under `soft` one
 * past its time stays watched, since what it was asked for cannot be recalled.
 *
 * @throws VsphereError (GUEST_STAYS_ON) where the guest never went off; what the calls throw
 */
export async function powerDown(
  server: ServerAccess,
  facts: VmFacts,
  how: PowerDown,
): Promise<void> {
  const { shutdownTimeoutMs } = server.options;
  const asks = how.mode === 'soft' || (shutdownTimeoutMs > 0 && (await toolsRun(server, facts)));
  if (asks && (await askGuest(server, facts, how))) {
    return;
  }
  if (how.mode === 'hard') {
    await how.begin('power-off');
    try {
      await forcePowerOff(server, facts);
    } catch (error) {
      throw asks ? mayStillGoOff(facts, error) : error;
    }
    return;
  }
  await lingerFor(server, facts, how);
}

/**
 * Waits for a guest that an earlier run has asked to shut down, and asks nothing.
 *
 * @throws VsphereError (GUEST_STAYS_ON)
 */
export async function awaitShutdown(
  server: ServerAccess,
  facts: VmFacts,
  how: Pick<StepHooks, 'linger'>,
): Promise<void> {
  if (!(await isOffWithin(server, facts.moRef, server.options.shutdownTimeoutMs))) {
    await lingerFor(server, facts, how);
  }
}

/** A guest that was asked may go off later, whatever became of the power-off. */
function mayStillGoOff({ path }: VmFacts, cause: unknown): VsphereError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `the guest of ${path} was asked to shut down and may still go off; it could not be powered off: ${reason}`;
  return new VsphereError('GUEST_STAYS_ON', message, { cause });
}

async function lingerFor(
  server: ServerAccess,
  { moRef, path }: VmFacts,
  { linger }: Pick<StepHooks, 'linger'>,
): Promise<void> {
  if (!(await linger(() => isOffWithin(server, moRef, 2 * server.options.pollMs)))) {
    const message = `the guest of ${path} was asked to shut down and has not; it runs, unchanged, and may still go off`;
    throw new VsphereError('GUEST_STAYS_ON', message);
  }
}

async function toolsRun({ session }: ServerAccess, { moRef }: VmFacts): Promise<boolean> {
  const path = 'guest.toolsRunningStatus';
  return (await retrieveOne(session, moRef, [path])).get(path) === 'guestToolsRunning';
}

/** @returns whether the VM has gone off in time */
async function askGuest(server: ServerAccess, facts: VmFacts, how: PowerDown): Promise<boolean> {
  const { moRef } = facts;
  await how.begin('shutdown');
  try {
    await shutdownGuest(server.session, moRef);
  } catch (error) {
    // Whether the guest was asked shows in whether it goes off.
    if (!answerWasLost(error)) {
      if (how.mode === 'soft' || faultOf(error) === undefined) {
        throw error;
      }
      return false;
    }
  }
  return isOffWithin(server, moRef, server.options.shutdownTimeoutMs);
}

async function isOffWithin(server: ServerAccess, vm: MoRef, ms: number): Promise<boolean> {
  const runtime = await server.patiently(() => server.runtimes.waitFor(vm, isOff, ms));
  return runtime !== undefined;
}

/** Powers a VM off, whatever it holds; one that is off already is no error, and a lost answer is read. */
export async function forcePowerOff(server: ServerAccess, { moRef, path }: VmFacts): Promise<void> {
  const { session, tasks } = server;
  try {
    await whileBusy(() => powerOff(session, tasks, moRef));
  } catch (error) {
    const isLost = answerWasLost(error) || error instanceof TaskUnknownError;
    if (!isLost && faultOf(error)?.type !== 'InvalidPowerState') {
      throw error;
    }
    await server.patiently(() => waitUntilIdle(session, moRef));
    if (!(await isOffWithin(server, moRef, server.options.pollMs))) {
      throw error;
    }
  }
  if (!(await isOffWithin(server, moRef, settleMs))) {
    throw new VsphereError('STILL_ON', `${path} is still on after it was powered off`);
  }
}
