import { setTimeout as sleep } from 'node:timers/promises';
import type { MoRef } from '../../../vim25/index.ts';
import {
  type CallOptions,
  propertiesOf,
  retrieveFrom,
  type Session,
  tasksOf,
} from '../../../vsphere/index.ts';
import { isUnderWay, ofTasks } from '../../facts/tasks-under-way.ts';

/** How often, and how long in all, an object's tasks are looked at until none is under way, in milliseconds. */
const pollMs = 1000;
const patienceMs = 120_000;

interface IdleOptions extends CallOptions {
  /** The descriptionId of the tasks that count. Default: all do. */
  readonly only?: string;
}

/**
 * Waits until no task is under way on a VM, or another object.
 *
 * @returns false where that takes too long
 * @throws AbortedError where `options.signal` fires
 */
export function waitUntilIdle(
  session: Session,
  entity: MoRef,
  options: IdleOptions = {},
): Promise<boolean> {
  return pollUntilIdle(() => isBusy(session, entity, options), options);
}

/**
 * Looks again and again until an object is no longer busy, for two minutes at most.
 *
 * @returns false where that takes too long
 */
export async function pollUntilIdle(
  looksBusy: () => Promise<boolean>,
  { signal }: CallOptions = {},
): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (await looksBusy()) {
    if (performance.now() > until) {
      return false;
    }
    // Cut short by a signal: then the next look throws.
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return true;
}

async function isBusy(
  session: Session,
  entity: MoRef,
  { only, ...options }: IdleOptions,
): Promise<boolean> {
  const objectSet = [{ obj: entity, skip: true, selectSet: [tasksOf(entity.type)] }];
  let isFound: boolean = false;
  for await (const content of retrieveFrom(session, objectSet, [ofTasks], options)) {
    const task = propertiesOf(content);
    isFound ||= isUnderWay(task) && (only === undefined || task.get('info.descriptionId') === only);
  }
  return isFound;
}
