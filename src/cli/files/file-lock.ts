import { setTimeout as sleep } from 'node:timers/promises';
import { describeHolder, LockedError, VmLocks } from '../../nested/run/locks/vm-locks.ts';
import { UsageError } from '../usage-error.ts';

/** How long another process may take that writes the same file, and between attempts, in milliseconds. */
const patienceMs = 20_000;
const pauseMs = 50;

/** The changes of this process to each file that wait for each other. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Does something while no other run on this machine does it to the same file. A run that lives or is stopped keeps its lock; one that is gone has
 * none. The locks are in a folder beside the file, like those of VMs.
 *
 * @throws UsageError if another run still holds the lock after 20 seconds; what `work` throws
 */
export async function withFileLock(path: string, work: () => Promise<void>): Promise<void> {
  const before = queues.get(path) ?? Promise.resolve();
  const own = before.then(async () => {
    await using _lock = await takeLock(path);
    await work();
  });
  // The next one in this process has its turn however this one ends.
  const isOver = own.catch(() => undefined);
  queues.set(path, isOver);
  await own;
  if (queues.get(path) === isOver) {
    queues.delete(path);
  }
}

async function takeLock(path: string): Promise<AsyncDisposable> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await VmLocks.takeNames(`${path}.locks`, new Map([[path, path]]), `writes ${path}`);
    } catch (error) {
      if (!(error instanceof LockedError)) {
        throw error;
      }
      if (performance.now() > until) {
        const { held } = error;
        throw new UsageError(
          `${path} cannot be written: ${describeHolder(held)} holds its lock. Fix: wait for it to end, or end it; if it certainly has ended, remove ${held.file}`,
          { cause: error },
        );
      }
    }
    await sleep(pauseMs);
  }
}
