import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { PropertyCollector } from '../property-collector/collector.ts';
import { invalidArgument, Refusal } from '../refusal.ts';
import type { UpdateSet, WaitOptions } from '../types.ts';
import type { Call } from './method.ts';

/**
 * Waits until a collector's filters see something new, `maxWaitSeconds` at the most: absent means without end, 0 not at all.
 *
 * @throws Refusal InvalidCollectorVersion; RequestCanceled where the wait was called off
 */
export async function waitForUpdates(
  collector: PropertyCollector,
  version: string,
  { maxWaitSeconds, maxObjectUpdates }: WaitOptions,
  call: Call,
): Promise<UpdateSet | undefined> {
  if (maxWaitSeconds !== undefined && maxWaitSeconds < 0) {
    throw invalidArgument('options.maxWaitSeconds');
  }
  collector.updates.check(version);
  const { inventory } = call.world;
  const over = new AbortController();
  const ends = AbortSignal.any([call.signal, call.session.ended, over.signal]);
  const stop = collector.onCancel(() => over.abort());
  try {
    const deadline = maxWaitSeconds === undefined ? never(ends) : timeout(maxWaitSeconds, ends);
    for (;;) {
      const changed = inventory.nextChange(ends);
      const updates = collector.updates.next(
        version,
        maxObjectUpdates,
        call.access,
        inventory.revision,
      );
      if (updates !== undefined || maxWaitSeconds === 0) {
        return updates;
      }
      const reason = await Promise.race([changed, deadline]);
      if (reason === 'timeout') {
        return undefined;
      }
      if (ends.aborted) {
        throw new Refusal('RequestCanceled', 'The task was canceled by a user.');
      }
    }
  } finally {
    stop();
    over.abort();
  }
}

type Reason = 'timeout' | 'ended';

async function timeout(seconds: number, signal: AbortSignal): Promise<Reason> {
  try {
    await delay(seconds * 1000, undefined, { signal });
    return 'timeout';
  } catch {
    return 'ended';
  }
}

async function never(signal: AbortSignal): Promise<Reason> {
  if (!signal.aborted) {
    await once(signal, 'abort');
  }
  return 'ended';
}
