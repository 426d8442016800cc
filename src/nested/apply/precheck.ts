import { ExchangeError, faultOf, TaskUnknownError, VsphereError } from '../../errors.ts';
import { type LocalizedMethodFault, readFault } from '../../vim25/index.ts';
import { checkPowerOn, checkVmConfig } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { configSpec, type VmChange } from '../plan/change.ts';
import type { ServerAccess } from './server-access.ts';

/** The VM runs while it is checked, and a checker may say so. That it will not run then is known. */
const ofItsPower: ReadonlySet<string> = new Set(['InvalidPowerState', 'InvalidState']);

/**
 * Asks vCenter (6.7 and later) whether the change and the start after it would work, before any power is touched. A server that cannot be
 * asked, or that does not want to be, is no obstacle.
 *
 * @throws VsphereError (CHECK_FAILED) with what vCenter found
 */
export async function precheck(
  server: ServerAccess,
  facts: VmFacts,
  change: VmChange,
): Promise<void> {
  const { session, tasks } = server;
  const { moRef, host, path } = facts;
  const found = [
    ...(await answersOf(facts, () =>
      checkVmConfig(session, tasks, moRef, configSpec(facts, change)),
    )),
    ...(await answersOf(facts, () => checkPowerOn(session, tasks, moRef, host))),
  ]
    .map((one) => readFault(one))
    .filter(({ type }) => !ofItsPower.has(type));
  if (found.length > 0) {
    const reasons = found.map(({ type, message }) =>
      message === '' ? type : `${type}: ${message}`,
    );
    throw new VsphereError(
      'CHECK_FAILED',
      `${path} was not touched; vCenter says beforehand: ${[...new Set(reasons)].join('; ')}`,
    );
  }
}

async function answersOf(
  facts: VmFacts,
  ask: () => Promise<readonly LocalizedMethodFault[] | undefined>,
): Promise<readonly LocalizedMethodFault[]> {
  try {
    return (await ask()) ?? [];
  } catch (error) {
    const loss = error instanceof TaskUnknownError ? error.cause : error;
    if (loss instanceof ExchangeError) {
      throw unanswered(facts, loss);
    }
    if (faultOf(error) === undefined) {
      throw error;
    }
    return [];
  }
}

function unanswered({ path }: VmFacts, cause: ExchangeError): VsphereError {
  const message = `${path} was not touched; what vCenter says beforehand did not come: ${cause.message}`;
  return new VsphereError('CHECK_FAILED', message, { cause });
}
