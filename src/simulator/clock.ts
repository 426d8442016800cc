/** The time as the simulator sees it; tests bring their own. */
export type Clock = () => Date;

/**
 * Writes times as servers do, with six decimals. No two are alike, so that one can serve as a changeVersion: a JavaScript Date holds
 * three decimals, the other three are counted up.
 */
export class Timestamps {
  readonly #clock: Clock;
  #last = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `2026-04-28T11:47:36.947266Z` */
  next(): string {
    const now = BigInt(this.#clock().getTime()) * 1000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    const milliseconds = new Date(Number(this.#last / 1000n)).toISOString().slice(0, -1);
    return `${milliseconds}${String(this.#last % 1000n).padStart(3, '0')}Z`;
  }

  now(): Date {
    return this.#clock();
  }
}
