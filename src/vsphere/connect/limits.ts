import { InvalidValueError } from '../../errors.ts';

/** What a timer can wait for: above it, Node waits for one millisecond. */
const longestMs = 2 ** 31 - 1;

const most = {
  connectTimeoutMs: longestMs,
  deadlineMs: longestMs,
  patienceMs: longestMs,
  maxSockets: Number.MAX_SAFE_INTEGER,
  maxBytes: Number.MAX_SAFE_INTEGER,
} as const;

/**
 * Refuses numbers that would let nothing through, or wait for ever.
 *
 * @throws InvalidValueError naming the option
 */
export function requireSensible(options: { readonly [Name in keyof typeof most]?: number }): void {
  for (const [name, limit] of Object.entries(most)) {
    const value = options[name as keyof typeof most];
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= limit)) {
      throw new InvalidValueError(name, `must be a whole number from 1 to ${limit}, not ${value}`);
    }
  }
}

/** @throws InvalidValueError if it could not be searched for in a server's log */
export function requireOperationId(id: string | undefined): void {
  if (id !== undefined && !/^[\w.-]{1,64}$/.test(id)) {
    throw new InvalidValueError('operationId', 'must be 1 to 64 of A-Z a-z 0-9 . _ -');
  }
}
