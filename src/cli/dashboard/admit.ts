import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The one place that a dashboard answers at. */
export interface Door {
  /** `127.0.0.1:41873` */
  readonly authority: string;
  readonly token: string;
}

/** What a request is given, or the status that it is turned away with. */
export type Admitted = 'page' | 'events' | 403 | 404 | 405;

/**
 * Looks at a request before anything is done for it. The paths are compared as they came, so that nothing in them is ever decoded or
 * looked for.
 *
 * A page of another site cannot get in: a name that was made to lead to loopback (DNS rebinding) shows in Host, a request across sites in
 * Origin.
 */
export function admit({ method, headers, url = '' }: IncomingMessage, door: Door): Admitted {
  const { authority, token } = door;
  if (headers.host !== authority) {
    return 403;
  }
  if (headers.origin !== undefined && headers.origin !== `http://${authority}`) {
    return 403;
  }
  if (method !== 'GET') {
    return 405;
  }
  if (isSame(url, `/${token}/`)) {
    return 'page';
  }
  return isSame(url, `/${token}/events`) ? 'events' : 404;
}

/** Takes as long whatever is wrong, so that a token cannot be found letter by letter. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
