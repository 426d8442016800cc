import { ExchangeError, faultOf, TaskUnknownError, VsphereError } from '../../../errors.ts';
import { type LocalizedMethodFault, readFault } from '../../../vim25/index.ts';
import { checkPowerOn, checkVmConfig } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { configSpec, type VmChange } from '../../plan/change.ts';
import type { ServerContext } from './server-context.ts';

/** The VM runs while it is checked, and a checker may say so. That it will not run then is known. */
const ofItsPower: ReadonlySet<string> = new Set(['InvalidPowerState', 'InvalidState']);

/**
 * Asks vCenter (6.7 and later) whether the change and the start after it would work, before any power is touched. A server that cannot be
 * asked, or that does not want to be, is no obstacle.
 *
 * @throws VsphereError (CHECK_FAILED) with what vCenter found
 */
export async function precheck(
  server: ServerContext,
  facts: VmFacts,
  change: VmChange,
): Promise<void> {
  const { session, runTask } = server;
  const { moRef, host, path } = facts;
  // The facts may be those of the plan. Whether they are the latest is no question of the change.
  const { changeVersion: _seen, ...spec } = configSpec(facts, change);
  const answers = await allOver([
    answersOf(server, facts, () => checkVmConfig(session, runTask, moRef, spec)),
    answersOf(server, facts, () => checkPowerOn(session, runTask, moRef, host)),
  ]);
  const found = answers
    .flat()
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

/** Waits until all are over, however each ends. @throws what the first of them threw */
async function allOver<Result>(all: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}

/** A check changes nothing, so one whose answer did not come is asked for again. */
async function answersOf(
  server: ServerContext,
  facts: VmFacts,
  ask: () => Promise<readonly LocalizedMethodFault[] | undefined>,
): Promise<readonly LocalizedMethodFault[]> {
  try {
    return (await server.patiently(ask, (error) => isLost(causeOf(error)))) ?? [];
  } catch (error) {
    const cause = causeOf(error);
    if (error instanceof TaskUnknownError || isLost(cause)) {
      throw unanswered(facts, cause);
    }
    if (faultOf(error) === undefined) {
      throw error;
    }
    return [];
  }
}

const causeOf = (error: unknown): unknown =>
  error instanceof TaskUnknownError ? error.cause : error;

/** Whether no answer came, or the server forgot the task that was to give it. */
const isLost = (error: unknown): boolean =>
  error instanceof ExchangeError || (error instanceof VsphereError && error.code === 'TASK_GONE');

function unanswered({ path }: VmFacts, cause: unknown): VsphereError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${path} was not touched; what vCenter says beforehand did not come: ${reason}`;
  return new VsphereError('CHECK_FAILED', message, { cause });
}

/** @throws the error, unless vCenter has found something: one with a cause is an answer that did not come */
export function requireFound(error: unknown): void {
  const isFound = error instanceof VsphereError && error.code === 'CHECK_FAILED';
  if (!isFound || error.cause !== undefined) {
    throw error;
  }
}
