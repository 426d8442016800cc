import type { JobOptions, RunEvent } from '../options.ts';

/** Hands events to the caller. What goes wrong there is kept, and changes nothing of the run: VMs may be off just then. */
export class EventReporter {
  readonly #onEvent: JobOptions['onEvent'];
  #error: Error | undefined;

  constructor(onEvent: JobOptions['onEvent']) {
    this.#onEvent = onEvent;
  }

  /** The first error of the caller's function, thrown or rejected so far. */
  get error(): Error | undefined {
    return this.#error;
  }

  readonly report = (event: RunEvent): void => {
    try {
      const answer: unknown = this.#onEvent?.(event);
      // An async function is not waited for, but nobody else would take its rejection: it would end the process.
      Promise.resolve(answer).catch(this.#keep);
    } catch (error) {
      this.#keep(error);
    }
  };

  readonly #keep = (error: unknown): void => {
    this.#error ??= error instanceof Error ? error : new Error(String(error));
  };
}
