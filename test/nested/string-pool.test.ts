import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { StringPool } from '../../src/nested/facts/string-pool.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const piece = 65_536;

/** A text as a decoder cuts it out of a piece of an answer. */
function cutOut(n: number): string {
  const answer = Buffer.alloc(piece, `<name>größe-${n}-of-many</name>`).toString();
  return answer.slice(6, answer.indexOf('</name>'));
}

it('data is the same, and the answers that it was read from are gone', () => {
  const pool = new StringPool();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: 2000 }, (_, n) =>
    pool.intern({ name: cutOut(n), on: true, host: { value: cutOut(n % 3) }, list: ['a', 1] }),
  );
  collectGarbage();
  // The answers are 256 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  expect(kept[1999]).toStrictEqual({
    name: 'größe-1999-of-many',
    on: true,
    host: { value: 'größe-1-of-many' },
    list: ['a', 1],
  });
});
