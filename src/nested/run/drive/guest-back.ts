import { VsphereError } from '../../../errors.ts';
import { retrieveOne, type VmRuntime } from '../../../vsphere/index.ts';
import { pathsAsOf } from '../../facts/newer-paths.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import type { Job } from '../job.ts';
import { isOff } from './run-watch.ts';
import type { ServerContext } from './server-context.ts';

const toolsRun = ({ toolsRunningStatus }: Pick<VmRuntime, 'toolsRunningStatus'>): boolean =>
  toolsRunningStatus === 'guestToolsRunning';

/** How long, in ms, a VM is watched whose next reboot powers it off: a guest may install updates and reboot right after its start. */
const rebootMs = 30_000;

/**
 * Waits until VMware Tools run again in a guest in which they ran before the power cycle. A VM that is on proves nothing of its guest,
 * which may hang while it boots, or reboot, which powers the VM off where `config.rebootPowerOff` is set.
 *
 * @throws VsphereError GUEST_NOT_BACK if they do not run in time, or the server cannot be read any more; LEFT_OFF if the VM goes off again
 */
export async function awaitGuest(server: ServerContext, { plan, powerAfter }: Job): Promise<void> {
  const { moRef, toolsRunningStatus } = plan.facts;
  if (powerAfter !== 'poweredOn') {
    return;
  }
  const { guestTimeoutMs } = server.options;
  let found: VmRuntime | undefined;
  try {
    if (toolsRun({ toolsRunningStatus })) {
      const isOver = (runtime: VmRuntime): boolean => toolsRun(runtime) || isOff(runtime);
      found = await server.watchPower(moRef, isOver, guestTimeoutMs);
    }
    const isBack = found !== undefined || !toolsRun({ toolsRunningStatus });
    if (isBack && (await powersOffAtReboot(server, plan.facts))) {
      const withinMs = Math.min(rebootMs, guestTimeoutMs);
      found = (await server.watchPower(moRef, isOff, withinMs)) ?? found;
    }
  } catch (error) {
    throw notBack(plan.facts, guestTimeoutMs, error);
  }
  if (found !== undefined && isOff(found)) {
    throw offAgain(plan.facts);
  }
  if (found === undefined && toolsRun({ toolsRunningStatus })) {
    throw notBack(plan.facts, guestTimeoutMs);
  }
}

/** config.rebootPowerOff, read anew: it may have been set since the VM was planned. */
async function powersOffAtReboot({ session }: ServerContext, { moRef }: VmFacts): Promise<boolean> {
  const paths = pathsAsOf(session.client.version, ['config.rebootPowerOff']);
  const properties = paths.length === 0 ? undefined : await retrieveOne(session, moRef, paths);
  return properties?.get('config.rebootPowerOff') === true;
}

function notBack({ path }: VmFacts, guestTimeoutMs: number, cause?: unknown): VsphereError {
  const message = `${path} is changed and on, but its guest is not back: VMware Tools ran before, and do not run ${guestTimeoutMs / 1000} seconds after the start. Fix: look at its console`;
  return new VsphereError('GUEST_NOT_BACK', message, { cause });
}

function offAgain({ path }: VmFacts): VsphereError {
  const message = `${path} IS OFF: it was changed and started, and went off again while its guest came up. A guest that reboots does that where config.rebootPowerOff is set. Fix: look at it, then resume the run`;
  return new VsphereError('LEFT_OFF', message);
}
