import { setTimeout as sleep } from 'node:timers/promises';
import type { MoRef, TaskInfoState } from '../../../vim25/index.ts';
import {
  type CallOptions,
  propertiesOf,
  retrieveObjects,
  retrieveOne,
  type Session,
} from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { isEmpty, unmet, type VmChange } from '../../plan/change.ts';
import { rereadOne } from './reread.ts';

/** How often, and how long in all, a VM's tasks are looked at until none is under way. */
const pollMs = 1000;
const patienceMs = 120_000;

/**
 * What became of a reconfigure whose answer was lost. `not taken` is said only where the VM has not changed at all since it was
 * read, and nothing is under way on it: only then may the request be sent once more.
 */
export type LostAnswer = 'taken' | 'not taken' | 'unclear';

interface IdleOptions extends CallOptions {
  /** The descriptionId of the tasks that count. Default: all do. */
  readonly only?: string;
}

async function isBusy(
  session: Session,
  entity: MoRef,
  { only, ...options }: IdleOptions,
): Promise<boolean> {
  const properties = await retrieveOne(session, entity, ['recentTask'], options);
  const tasks = (properties.get('recentTask') ?? []) as readonly MoRef[];
  const propSet = [{ type: 'Task', pathSet: ['info.state', 'info.descriptionId'] }];
  for await (const content of retrieveObjects(session, tasks, propSet, options)) {
    const task = propertiesOf(content);
    const state = task.get('info.state') as TaskInfoState | undefined;
    const counts = only === undefined || task.get('info.descriptionId') === only;
    if (counts && (state === 'queued' || state === 'running')) {
      return true;
    }
  }
  return false;
}

/**
 * Waits until no task is under way on a VM, or another object.
 *
 * @returns false where that takes too long
 * @throws AbortedError where `options.signal` fires
 */
export async function waitUntilIdle(
  session: Session,
  entity: MoRef,
  options: IdleOptions = {},
): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (await isBusy(session, entity, options)) {
    if (performance.now() > until) {
      return false;
    }
    // Cut short by a signal: then the next look throws.
    await sleep(pollMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
  return true;
}

/**
 * Finds out by reading, never by sending again.
 *
 * @throws ExchangeError where the server cannot be asked either.
 */
export async function settleLostAnswer(
  session: Session,
  facts: VmFacts,
  change: VmChange,
): Promise<LostAnswer> {
  if (!(await waitUntilIdle(session, facts.moRef))) {
    return 'unclear';
  }
  const now = await rereadOne(session, facts, change);
  if (now.instanceUuid !== facts.instanceUuid) {
    return 'unclear';
  }
  if (isEmpty(unmet(now, change))) {
    return 'taken';
  }
  const isUntouched = now.changeVersion !== undefined && now.changeVersion === facts.changeVersion;
  return isUntouched ? 'not taken' : 'unclear';
}
