/**
 * A run that holds the lock of one VM until it is killed: `node lock-holder.mjs FOLDER JOB`. It prints `held` or why it may not, as JSON.
 * Given `thread`, a worker of this process takes the lock, and ends when a line comes in. The build is what runs.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { VmLocks } from '../../dist/nested/run/locks/vm-locks.js';

const [folder, job, thread] = isMainThread ? process.argv.slice(2) : workerData;

async function hold() {
  try {
    await VmLocks.take(folder, [JSON.parse(job)], 'holder');
    return { held: true };
  } catch (error) {
    return { held: false, code: error.code, message: error.message };
  }
}

if (thread === undefined || !isMainThread) {
  const result = await hold();
  if (isMainThread) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    process.stdin.resume();
  } else {
    parentPort.postMessage(result);
    parentPort.on('message', () => undefined);
  }
} else {
  const worker = new Worker(new URL(import.meta.url), { workerData: [folder, job, thread] });
  worker.on('message', (result) => process.stdout.write(`${JSON.stringify(result)}\n`));
  process.stdin.once('data', async () => {
    await worker.terminate();
    process.stdout.write('{"terminated":true}\n');
  });
}
