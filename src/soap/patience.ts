import { setTimeout as sleep } from 'node:timers/promises';
import { AbortedError, UnavailableError } from '../errors.ts';

/** How long to wait before a server is asked again: at first, at most, and at most if it named the time itself. */
const firstPauseMs = 1000;
const longestPauseMs = 15_000;
const longestAskedPauseMs = 30_000;

/** The pauses between attempts at something that may be repeated, until a time that is the whole patience. */
export class Patience {
  readonly #until: number;
  readonly #signal: AbortSignal | undefined;
  #pauseMs = firstPauseMs;

  /**
   * @param patienceMs from now until the last attempt
   * @param signal ends the patience at once
   */
  constructor(patienceMs: number, signal?: AbortSignal) {
    this.#until = performance.now() + patienceMs;
    this.#signal = signal;
  }

  /**
   * Waits before the next attempt: 1, 2, 4, 8, 15 seconds and so on, or as long as the server asked for, at most 30 seconds.
   *
   * @param error why the last attempt failed
   * @throws the error itself if the patience is over, the caller gave up, or the signal fires
   */
  async pause(error: unknown): Promise<void> {
    const left = this.#until - performance.now();
    if (left <= 0 || this.#signal?.aborted === true || error instanceof AbortedError) {
      throw error;
    }
    const asked = error instanceof UnavailableError ? error.retryAfterMs : undefined;
    const pauseMs = Math.min(Math.max(asked ?? 0, this.#pauseMs), longestAskedPauseMs, left);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
    await sleep(pauseMs, undefined, { signal: this.#signal }).catch(() => {
      throw error;
    });
  }
}
