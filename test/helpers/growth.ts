/** How many times the larger size is the smaller one. */
const times = 16;

/**
 * How many times more CPU `work` takes for 16 times the size: about 16 where it grows with the size, 256 where it grows with its square. CPU
 * and the best of some runs are what counts, so that a busy machine does not.
 *
 * @param prepare makes the work for a size; its own time does not count
 */
export function growth(prepare: (size: number) => () => void, size: number): number {
  const [small, large] = [prepare(size), prepare(times * size)];
  return fastest(large) / fastest(small);
}

/** Above what grows with the size, below what grows with its square. */
export const linear = times ** 1.5;

/** Microseconds of CPU of one call, from the fastest of some series that are long enough to be measured. */
function fastest(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  let calls = 1;
  for (let series = 0; series < 7; ) {
    const began = process.cpuUsage();
    for (let call = 0; call < calls; call += 1) {
      work();
    }
    const { user, system } = process.cpuUsage(began);
    const took = user + system;
    if (took < 1000) {
      calls *= 4;
    } else {
      best = Math.min(best, took / calls);
      series += 1;
    }
  }
  return best;
}
