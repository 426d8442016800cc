import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { realSleep, VirtualTime } from './virtual-time.ts';

test('an hour of waiting passes at once, for the clock as well', async () => {
  const began = Date.now();
  const [passed, ticked] = await VirtualTime.run(async () => {
    const [date, ticks] = [Date.now(), performance.now()];
    await sleep(3_600_000);
    return [Date.now() - date, performance.now() - ticks];
  });
  expect(passed).toBeGreaterThanOrEqual(3_599_999);
  expect(ticked).toBeGreaterThanOrEqual(3_600_000);
  expect(Date.now() - began).toBeLessThan(600_000);
});

test('waits end in the order of their length, and an aborted one rejects', async () => {
  const ended = await VirtualTime.run(async () => {
    const order: number[] = [];
    const stop = new AbortController();
    const aborted = sleep(5000, undefined, { signal: stop.signal }).catch(
      (error: unknown) => (error as Error).name,
    );
    const wait = async (ms: number) => {
      await sleep(ms);
      order.push(ms);
    };
    await Promise.all([wait(3000), wait(1000), wait(2000).then(() => stop.abort())]);
    return [...order, await aborted];
  });
  expect(ended).toEqual([1000, 2000, 3000, 'AbortError']);
});

test('time does not jump while something is under way', async () => {
  const jumped = await VirtualTime.run(async () => {
    const timer = sleep(3_600_000).then(() => true);
    const until = performance.now() + 50;
    let busy = 0;
    while (performance.now() < until) {
      busy += 1;
      await Promise.resolve();
    }
    return Promise.race([timer, realSleep(0).then(() => busy === 0)]);
  });
  expect(jumped).toBe(false);
});
