import { VsphereError } from '../../errors.ts';
import type { VmRuntime } from '../../vsphere/index.ts';
import type { Job } from './job.ts';
import type { ServerAccess } from './server-access.ts';

const toolsRun = ({ toolsRunningStatus }: Pick<VmRuntime, 'toolsRunningStatus'>): boolean =>
  toolsRunningStatus === 'guestToolsRunning';

/**
 * Waits until VMware Tools run again in a guest in which they ran before the power cycle. A VM that is on proves nothing of its guest,
 * which may hang while it boots.
 *
 * @throws VsphereError (GUEST_NOT_BACK) if they do not run in time, or the server cannot be read any more
 */
export async function awaitGuest(server: ServerAccess, { plan, powerAfter }: Job): Promise<void> {
  const { moRef, path, toolsRunningStatus } = plan.facts;
  if (powerAfter !== 'poweredOn' || !toolsRun({ toolsRunningStatus })) {
    return;
  }
  const { runtimes, options } = server;
  const { guestTimeoutMs } = options;
  let cause: unknown;
  try {
    const wait = () => runtimes.waitFor(moRef, toolsRun, guestTimeoutMs);
    if ((await server.patiently(wait)) !== undefined) {
      return;
    }
  } catch (error) {
    cause = error;
  }
  const message = `${path} is changed and on, but its guest is not back: VMware Tools ran before, and do not run ${guestTimeoutMs / 1000} seconds after the start. Fix: look at its console`;
  throw new VsphereError('GUEST_NOT_BACK', message, { cause });
}
