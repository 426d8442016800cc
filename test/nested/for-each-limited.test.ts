import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { forEachLimited } from '../../src/nested/for-each-limited.ts';

test('everything is worked on once, and no more at once than the limit', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await forEachLimited([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await sleep(2);
    running -= 1;
    done.push(item);
  });
  expect(most).toBe(3);
  expect(new Set(done)).toStrictEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  expect(done).toHaveLength(7);
});

test('nothing to do is done at once', async () => {
  await expect(
    forEachLimited([], 4, () => Promise.reject(new Error('no'))),
  ).resolves.toBeUndefined();
});
