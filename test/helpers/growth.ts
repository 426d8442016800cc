/**
 * How many times longer `work` takes for eight times the size: about 8 where time grows with the size, 64 where it grows with its square. The
 * fastest of some runs counts, so that a busy machine does not.
 *
 * @param prepare makes the work for a size; its own time does not count
 */
export function growth(prepare: (size: number) => () => void, size: number): number {
  const [small, large] = [prepare(size), prepare(8 * size)];
  return fastest(large) / fastest(small);
}

/** Above what grows with the size, below what grows with its square. */
export const linear = 24;

/** Milliseconds of one call, from the fastest of some series that are long enough to be measured. */
function fastest(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  let calls = 1;
  for (let series = 0; series < 7; ) {
    const began = performance.now();
    for (let call = 0; call < calls; call += 1) {
      work();
    }
    const took = performance.now() - began;
    if (took < 1) {
      calls *= 4;
    } else {
      best = Math.min(best, took / calls);
      series += 1;
    }
  }
  return best;
}
