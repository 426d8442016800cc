/** The time as the simulator sees it; tests bring their own. */
export type Clock = () => Date;

/**
 * A time as servers write it, without trailing zeros: `…03.531Z`, `…03.64764Z`, and none or six decimals elsewhere (docs/facts.md#times).
 */
export function serverTime(date: Date): string {
  return dropZeros(date.toISOString());
}

function dropZeros(time: string): string {
  return time.replace(/\.?0+Z$/, 'Z');
}

/**
 * Makes times with up to six decimals. No two are alike, so that one can serve as a changeVersion: a JavaScript Date holds
 * three decimals, the other three are counted up from 1, so that most have six, as those of real servers have (docs/facts.md#times).
 */
export class Timestamps {
  readonly #clock: Clock;
  #last = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `2026-04-28T11:47:36.947266Z` */
  next(): string {
    const now = BigInt(this.#clock().getTime()) * 1000n + 1n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    const milliseconds = new Date(Number(this.#last / 1000n)).toISOString().slice(0, -1);
    return dropZeros(`${milliseconds}${String(this.#last % 1000n).padStart(3, '0')}Z`);
  }

  now(): Date {
    return this.#clock();
  }
}
