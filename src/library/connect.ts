import { z } from 'zod';
import { InvalidValueError } from '../errors.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import { type HttpProxy, mustBeSha256, parseProxy, sha1, sha256 } from '../soap/index.ts';
import {
  type Credentials,
  type ConnectionOptions as InnerConnectionOptions,
  type ConnectOptions as InnerConnectOptions,
  connect as open,
  type Session,
  type Transport,
} from '../vsphere/index.ts';
import {
  callback,
  callFields,
  checkedOptions,
  fingerprint256,
  requireValid,
  text,
  transportSchema,
} from './check.ts';

/** Where to, how, and who is to know of it: everything but what the login is made with. */
export interface ConnectionOptions extends Omit<InnerConnectionOptions, 'proxy'> {
  /** `http://user:pass@proxy:3128`, or the same as data. Default: none. The server's certificate is checked through it all the same. */
  readonly proxy?: string | HttpProxy | undefined;
}

/** What `connect` takes: `username` and `password`, or `token`, or `cloneTicket`. */
export type ConnectOptions = ConnectionOptions & Credentials;

const noSecret = 'must be a string, or a function that fetches one';

const secret = z
  .custom((value) => typeof value === 'string' || typeof value === 'function', noSecret)
  .optional();

/** What `trust` holds of each kind; what a kind needs, the connection knows. */
const trust = z.looseObject({
  kind: z.string(),
  fingerprint256: fingerprint256.optional(),
  orFingerprint: z
    .string()
    .refine((text) => sha256.test(text) || sha1.test(text), `${mustBeSha256}, or of a SHA-1`)
    .optional(),
  thumbprint: z.string().regex(sha1, 'must be the 20 bytes of a SHA-1 in hex').optional(),
});

const fetchedSecret = z.string(noSecret);
const wrappedTransport = transportSchema('must return a transport');

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
  trust: trust.optional(),
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
  return open({
    ...withCheckedResults(others as InnerConnectOptions),
    ...(proxy !== undefined && { proxy: readProxy(proxy) }),
  });
}

/** What the caller's functions return is looked at when they have returned it. */
function withCheckedResults(options: InnerConnectOptions): InnerConnectOptions {
  const checked: Partial<Record<keyof InnerConnectOptions, unknown>> = {};
  for (const name of ['password', 'token', 'cloneTicket'] as const) {
    const secret: unknown = options[name];
    if (typeof secret === 'function') {
      checked[name] = async () => checkedResult(fetchedSecret, await secret(), name);
    }
  }
  for (const name of ['wrap', 'wrapOther'] as const) {
    const wrap = options[name];
    if (wrap !== undefined) {
      checked[name] = (inner: Transport) => checkedResult(wrappedTransport, wrap(inner), name);
    }
  }
  return { ...options, ...checked } as InnerConnectOptions;
}

function checkedResult(schema: z.ZodType, result: unknown, name: string): unknown {
  requireValid(schema, result, name);
  return result;
}

/** @throws InvalidValueError */
export function readProxy(proxy: string | HttpProxy): HttpProxy {
  if (typeof proxy === 'string') {
    return parseProxy(proxy);
  }
  requireValid(httpProxy, proxy, 'proxy');
  return proxy;
}
