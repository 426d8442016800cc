/**
 * How many times longer `work` takes for eight times the size: about 8 where time grows with the size, 64 where it grows with its square. The
 * fastest of some runs counts, so that a busy machine does not.
 *
 * @param prepare makes the work for a size; its own time does not count
 */
export function growth(prepare: (size: number) => () => void, size: number): number {
  const fastest = (work: () => void): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 7; run += 1) {
      const began = performance.now();
      work();
      best = Math.min(best, performance.now() - began);
    }
    return best;
  };
  const [small, large] = [prepare(size), prepare(8 * size)];
  return fastest(large) / fastest(small);
}

/** Above what grows with the size, below what grows with its square. */
export const linear = 24;
