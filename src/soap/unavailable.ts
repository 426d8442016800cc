import { UnavailableError } from '../errors.ts';
import type { HttpResponse } from './transport.ts';

/** What a reverse proxy answers if the server behind it is down, starting, or out of sessions. */
const statuses: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Reads such an answer to its end, so that the connection can be used again.
 *
 * @throws UnavailableError for HTTP 502, 503 and 504. Whether the server has the request is not known.
 */
export async function requireAvailable(
  endpoint: string,
  { status, headers, body }: HttpResponse,
): Promise<void> {
  if (!statuses.has(status)) {
    return;
  }
  for await (const _ of body) {
    // Nothing in it is for us.
  }
  const retryAfterMs = readRetryAfter(headers['retry-after'], Date.now());
  throw new UnavailableError(
    `${endpoint} is unavailable: it, or a proxy in front of it, answered HTTP ${status}. Fix: try again when the server is up`,
    { endpoint, requestSent: true, ...(retryAfterMs !== undefined && { retryAfterMs }) },
  );
}

/** `120` (seconds) or an HTTP date, as milliseconds from now; undefined if it is neither. */
function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const ms = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
