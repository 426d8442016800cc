import { VsphereError } from './vsphere-error.ts';

/** What a failed exchange says of the request it carried. */
export interface ExchangeFailure extends ErrorOptions {
  /** The server's address, without credentials. */
  readonly endpoint: string;
  /**
   * Whether the server may have received the request. Where it is true and the request was a write, nobody knows
   * whether the write was done: read the object, never send the write again blindly.
   */
  readonly requestSent: boolean;
}

/** No whole answer came: refused, cut, too late or given up. The base of the five below; `code` tells them apart. */
export class ExchangeError extends VsphereError {
  override name = 'ExchangeError';
  readonly endpoint: string;
  readonly requestSent: boolean;

  constructor(code: string, message: string, failure: ExchangeFailure) {
    super(code, message, failure);
    this.endpoint = failure.endpoint;
    this.requestSent = failure.requestSent;
  }
}

/** The connection was refused, reset or cut. */
export class ConnectionError extends ExchangeError {
  override name = 'ConnectionError';

  constructor(message: string, failure: ExchangeFailure) {
    super('CONNECTION_FAILED', message, failure);
  }
}

/** The deadline passed before the whole answer was there. */
export class DeadlineError extends ExchangeError {
  override name = 'DeadlineError';

  constructor(message: string, failure: ExchangeFailure) {
    super('DEADLINE_PASSED', message, failure);
  }
}

/** The caller's AbortSignal fired. */
export class AbortedError extends ExchangeError {
  override name = 'AbortedError';

  constructor(message: string, failure: ExchangeFailure) {
    super('ABORTED', message, failure);
  }
}

/** The answer was not one of vim25: see `cause`, an UnreadableError where it was XML at all. */
export class ProtocolError extends ExchangeError {
  override name = 'ProtocolError';

  constructor(message: string, failure: ExchangeFailure) {
    super('PROTOCOL', message, failure);
  }
}

/** Something in front of the server answered that it is unavailable now: HTTP 502, 503 or 504. */
export class UnavailableError extends ExchangeError {
  override name = 'UnavailableError';
  /** Milliseconds to wait before the next attempt, as the answer asked for. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, failure: ExchangeFailure & { readonly retryAfterMs?: number }) {
    super('UNAVAILABLE', message, failure);
    this.retryAfterMs = failure.retryAfterMs;
  }
}

const exchangeErrors = [
  ConnectionError,
  DeadlineError,
  AbortedError,
  ProtocolError,
  UnavailableError,
];

/** True where a write was sent and no answer tells whether it was done. */
export function answerWasLost(error: unknown): error is ExchangeError {
  return (
    exchangeErrors.some((type) => error instanceof type) && (error as ExchangeError).requestSent
  );
}
