import { z } from 'zod';
import { InvalidValueError } from '../errors.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import { type HttpProxy, parseProxy } from '../soap/index.ts';
import {
  type Credentials,
  type ConnectionOptions as InnerConnectionOptions,
  connect as open,
  type Session,
} from '../vsphere/index.ts';
import { callback, callFields, checkedOptions, requireValid, text } from './check.ts';

/** Where to, how, and who is to know of it: everything but what the login is made with. */
export interface ConnectionOptions extends Omit<InnerConnectionOptions, 'proxy'> {
  /** `http://user:pass@proxy:3128`, or the same as data. Default: none. The server's certificate is checked through it all the same. */
  readonly proxy?: string | HttpProxy | undefined;
}

/** What `connect` takes: `username` and `password`, or `token`, or `cloneTicket`. */
export type ConnectOptions = ConnectionOptions & Credentials;

const secret = z
  .custom(
    (value) => typeof value === 'string' || typeof value === 'function',
    'must be a string, or a function that fetches one',
  )
  .optional();

const httpProxy = z.strictObject({
  host: text,
  port: z.int().min(1).max(65_535),
  isSecure: z.boolean(),
  authorization: z.string().optional(),
} satisfies Fields<HttpProxy>);

/** Ranges of numbers, and what belongs to a kind of trust, the connection checks itself. */
const fields = {
  signal: callFields.signal,
  url: text,
  username: text.optional(),
  password: secret,
  token: secret,
  cloneTicket: secret,
  cookie: z.string().optional(),
  trust: z.looseObject({ kind: z.string() }).optional(),
  tlsMin: z.enum(['1.0', '1.1', '1.2', '1.3']).optional(),
  proxy: z.unknown().optional(),
  connectTimeoutMs: z.number().optional(),
  deadlineMs: z.number().optional(),
  patienceMs: z.number().optional(),
  maxSockets: z.number().optional(),
  maxBytes: z.number().optional(),
  operationId: z.string().optional(),
  userAgent: text.optional(),
  wrap: callback,
  wrapOther: callback,
  beforeLogin: callback,
  onRefused: callback,
  afterLogin: callback,
} satisfies Fields<ConnectOptions>;

/**
 * Logs in, and speaks the highest API version that both sides know. End the session: `await using`, or `logout` in a `finally`.
 *
 * A session that the server ends is renewed by the same password, or by the same token until that ends. A clone ticket is good once.
 *
 * @throws LoginError (LOGIN_FAILED) for a wrong user or password: never try again by yourself, accounts lock after five; also for a token or a
 *   ticket that the server refuses. TokenEndedError if the token says that its time is over; CertificateError, ConnectionError, DeadlineError,
 *   ProtocolError, UnavailableError; InvalidValueError before anything is sent
 */
export async function connect(options: ConnectOptions): Promise<Session> {
  const { proxy, ...others } = checkedOptions<ConnectOptions>(fields, options);
  if (others.password !== undefined && others.username === undefined) {
    throw new InvalidValueError('username', 'is missing');
  }
  return open({ ...others, ...(proxy !== undefined && { proxy: readProxy(proxy) }) });
}

/** @throws InvalidValueError */
export function readProxy(proxy: string | HttpProxy): HttpProxy {
  if (typeof proxy === 'string') {
    return parseProxy(proxy);
  }
  requireValid(httpProxy, proxy, 'proxy');
  return proxy;
}
