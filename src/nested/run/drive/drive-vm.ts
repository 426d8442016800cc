import type { Job } from '../job.ts';
import type { StepHooks } from '../steps.ts';
import { Drive } from './drive.ts';
import type { Driven } from './driven.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Takes one VM through all of its steps: off, if it must be; changed; read back; and into the state that it had, also where something
 * went wrong on the way.
 *
 * @param driven is filled in when it is over, however it went
 * @throws VsphereError LEFT_OFF where it could not be started again, GUEST_STAYS_ON, PLAN_STALE, OUTCOME_UNKNOWN, CHECK_FAILED;
 * METHOD_DISABLED, HA_FAILOVER; NotNowError if it was not touched; IgnoredError; the errors of the calls
 */
export async function driveVm(
  server: ServerContext,
  job: Job,
  how: StepHooks,
  driven: Driven,
): Promise<void> {
  const drive = new Drive(server, job, how);
  const { moRef, powerState } = job.plan.facts;
  if (job.powerAfter === 'poweredOn' && (job.mayGoOff === true || powerState !== 'poweredOn')) {
    server.mayBeOff(moRef);
  }
  let failure: unknown;
  try {
    await drive.prepare();
    await drive.change();
  } catch (error) {
    failure = error;
  }
  try {
    await drive.restore(failure);
  } finally {
    server.isBack(moRef);
    Object.assign(driven, drive.driven);
  }
  if (failure !== undefined) {
    throw failure;
  }
}
