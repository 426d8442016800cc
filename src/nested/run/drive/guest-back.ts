import { VsphereError } from '../../../errors.ts';
import type { VmRuntime } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import type { DrivenOn } from './drive-on.ts';
import { isOff } from './run-watch.ts';
import type { ServerContext } from './server-context.ts';

const toolsRun = ({
  toolsRunningStatus,
}: {
  readonly toolsRunningStatus?: string | undefined;
}): boolean => toolsRunningStatus === 'guestToolsRunning';

/** How long, in ms, a VM is watched whose next reboot powers it off: a guest may install updates and reboot right after its start. */
const rebootMs = 30_000;

/**
 * Waits until VMware Tools run again in a guest in which they ran before the power cycle. A VM that is on proves nothing of its guest,
 * which may hang while it boots, or reboot, which powers the VM off where `config.rebootPowerOff` is set.
 *
 * @param driven the VM as it was driven, and as it was read right after its start
 * @returns the latter if the guest was back by then; undefined if it had to be waited for
 * @throws VsphereError GUEST_NOT_BACK if they do not run in time, or the server cannot be read any more; LEFT_OFF if the VM goes off again
 */
export async function awaitGuest(
  server: ServerContext,
  { job: { plan, powerAfter }, started }: DrivenOn,
): Promise<VmFacts | undefined> {
  const { moRef } = plan.facts;
  if (powerAfter !== 'poweredOn') {
    return undefined;
  }
  const { guestTimeoutMs } = server.options;
  const hasTools = toolsRun(plan.facts);
  if (started !== undefined && (!hasTools || toolsRun(started)) && !powersOffAtReboot(started)) {
    return started;
  }
  const isBack = (now: VmRuntime): boolean => !hasTools || toolsRun(now) || isOff(now);
  let found: VmRuntime | undefined;
  try {
    found = await server.watchPower(moRef, isBack, guestTimeoutMs);
    // It may have been set since the VM was planned.
    if (found?.rebootPowerOff === true && !isOff(found)) {
      const withinMs = Math.min(rebootMs, guestTimeoutMs);
      found = (await server.watchPower(moRef, isOff, withinMs)) ?? found;
    }
  } catch (error) {
    throw notBack(plan.facts, guestTimeoutMs, error);
  }
  if (found === undefined) {
    throw notBack(plan.facts, guestTimeoutMs);
  }
  if (isOff(found)) {
    throw offAgain(plan.facts);
  }
  return undefined;
}

/** Whether the next reboot of its guest powers the VM off. */
const powersOffAtReboot = ({ details }: VmFacts): boolean => details?.rebootPowerOff === true;

function notBack({ path }: VmFacts, guestTimeoutMs: number, cause?: unknown): VsphereError {
  const message = `${path} is changed and on, but its guest is not back: VMware Tools ran before, and do not run ${guestTimeoutMs / 1000} seconds after the start. Fix: look at its console`;
  return new VsphereError('GUEST_NOT_BACK', message, { cause });
}

function offAgain({ path }: VmFacts): VsphereError {
  const message = `${path} IS OFF: it was changed and started, and went off again while its guest came up. A guest that reboots does that where config.rebootPowerOff is set. Fix: look at it, then resume the run`;
  return new VsphereError('LEFT_OFF', message);
}
