/**
 * How long guests are watched that took longer than they should to shut down: until all else is done, and then for a while. Each that
 * waits here has given up its place in the run.
 */
export class Linger {
  readonly #ms: number;
  #busy = 0;
  #idleSince: number | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** A VM is at work: the clock stands still. */
  enter(): void {
    this.#busy += 1;
    this.#idleSince = undefined;
  }

  /** It is done, or only waits. */
  leave(): void {
    this.#busy -= 1;
    if (this.#busy === 0) {
      this.#idleSince = performance.now();
    }
  }

  get isOver(): boolean {
    return this.#idleSince !== undefined && performance.now() - this.#idleSince >= this.#ms;
  }
}
