import { cut } from './cut.ts';

/** The most characters of a message, whatever went into it: lists of many names are long, and nobody reads more. */
const longestMessage = 20_000;

/** Marks errors of this package for every copy of it that a program has loaded: `instanceof` knows only those of its own copy. */
const brand = Symbol.for('vhv.VsphereError');

/**
 * The base of everything that this library throws on purpose.
 *
 * `code` is stable and made for programs; the message is made for people and may change.
 */
export class VsphereError extends Error {
  static {
    Object.defineProperty(VsphereError.prototype, brand, { value: true });
  }

  override name = 'VsphereError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(cut(message, longestMessage), options);
    this.code = code;
  }
}

/** Whether a value is an error of this package, or of another copy of it. */
export function isBranded(value: unknown): value is VsphereError {
  return value instanceof Error && brand in value;
}

/** A value that cannot be sent or read: it names the place and the reason. Nothing was sent. */
export class InvalidValueError extends VsphereError {
  override name = 'InvalidValueError';
  readonly place: string;

  constructor(place: string, reason: string, options?: ErrorOptions) {
    super('INVALID_VALUE', `${place} ${reason}`, options);
    this.place = place;
  }
}

/** Bytes that are no vim25 message: malformed, cut short, too deep, a DTD, or a value that is not of its type. */
export class UnreadableError extends VsphereError {
  override name = 'UnreadableError';

  constructor(message: string, options?: ErrorOptions) {
    super('UNREADABLE', message, options);
  }
}
