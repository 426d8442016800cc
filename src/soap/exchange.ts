import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortedError,
  ConnectionError,
  DeadlineError,
  type ExchangeFailure,
  ProtocolError,
  VsphereError,
} from '../errors.ts';
import { connectionReason } from './connection-reason.ts';

export interface ExchangeOptions {
  /** Gives up when it fires. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole exchange, the answer's last byte included. */
  readonly deadlineMs: number;
}

/** The life of one request: whether it was sent, when it must be over, and what to call its failure. */
export class Exchange {
  /** Fires when the exchange has to end: the deadline, or the caller's signal. */
  readonly signal: AbortSignal;
  readonly #endpoint: string;
  readonly #options: ExchangeOptions;
  readonly #deadline = new AbortController();
  readonly #over = new AbortController();
  #sent = false;

  constructor(endpoint: string, options: ExchangeOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    const { signal, deadlineMs } = options;
    const abort = (): void => {
      this.#deadline.abort();
      this.end();
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.whenOver(() => signal?.removeEventListener('abort', abort));
    if (signal?.aborted) {
      abort();
    }
    sleep(deadlineMs, undefined, { signal: this.#over.signal }).then(abort, () => undefined);
    this.signal = this.#deadline.signal;
  }

  /** From here on the server may have the request. */
  markSent(): void {
    this.#sent = true;
  }

  /** Runs `cleanUp` when the exchange has ended, whichever way; at once where it has already. */
  whenOver(cleanUp: () => void): void {
    if (this.#over.signal.aborted) {
      cleanUp();
    } else {
      this.#over.signal.addEventListener('abort', cleanUp, { once: true });
    }
  }

  end(): void {
    this.#over.abort();
  }

  /** Gives a failure its name, and ends the exchange. Errors of our own pass through. */
  explain(error: unknown): VsphereError {
    this.end();
    if (error instanceof VsphereError) {
      return error;
    }
    const failure: ExchangeFailure = {
      endpoint: this.#endpoint,
      requestSent: this.#sent,
      cause: error,
    };
    if (this.#options.signal?.aborted) {
      return new AbortedError(`the request to ${this.#endpoint} was given up`, failure);
    }
    if (this.#deadline.signal.aborted) {
      const message = `${this.#endpoint} did not answer within ${this.#options.deadlineMs} ms`;
      return new DeadlineError(message, failure);
    }
    if ((error as NodeJS.ErrnoException).code === 'Z_DATA_ERROR') {
      const message = `the answer of ${this.#endpoint} is not the gzip it says it is`;
      return new ProtocolError(message, failure);
    }
    const reason = connectionReason(error);
    return new ConnectionError(`the connection to ${this.#endpoint} broke: ${reason}`, failure);
  }
}
