import { InvalidValueError, SessionLostError } from '../../errors.ts';
import {
  type HttpProxy,
  HttpsTransport,
  Secrets,
  SoapClient,
  type TlsVersion,
  type Transport,
  type Trust,
} from '../../soap/index.ts';
import { serviceInstance, type UserSession } from '../../vim25/index.ts';
import { Session } from '../session.ts';
import { type Address, parseAddress } from './address.ts';
import { type Credentials, checkCredentials } from './credentials.ts';
import { requireOperationId, requireSensible } from './limits.ts';
import { type LoginHooks, logIn } from './log-in.ts';
import { negotiateVersion } from './negotiate-version.ts';
import { resume } from './resume.ts';

/** Where to, how, and who is to know of it: everything but what the login is made with. */
export interface ConnectionOptions extends LoginHooks {
  /** `vc.example.com`, `https://vc.example.com:8443/sdk`. Credentials in it are refused. */
  readonly url: string;
  /** Default: the authorities that Node knows. */
  readonly trust?: Trust;
  /** The oldest TLS that is spoken. Default 1.2; hosts before 6.0 need 1.0. */
  readonly tlsMin?: TlsVersion | undefined;
  /** Default: none. The server's certificate is checked through it all the same. */
  readonly proxy?: HttpProxy | undefined;
  /** Milliseconds to connect in. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds for one request. Default 60,000. */
  readonly deadlineMs?: number;
  /**
   * Names this session's requests in the server's logs: 1 to 64 of A-Z a-z 0-9 . _ -, to which each request adds its number. Default: `vhv-`
   * and eight random hex digits.
   */
  readonly operationId?: string | undefined;
  /**
   * Milliseconds for which reads, and requests before the login, are repeated while the server or a proxy in front of it answers 502, 503
   * or 504. Default 60,000. `signal` ends that at once.
   */
  readonly patienceMs?: number;
  /** Requests at once. Default 32. */
  readonly maxSockets?: number;
  /** Bytes that one answer may have. Default 128 MiB. */
  readonly maxBytes?: number;
  /** Default `vhv`. */
  readonly userAgent?: string;
  /** Puts something around the transport: a trace, a recorder. */
  readonly wrap?: (transport: Transport) => Transport;
  /** The same for the transport to another machine that the server sends one to, for a file. Default: nothing. */
  readonly wrapOther?: (transport: Transport) => Transport;
  /** The cookie of a session that `leave` has left. Where it is over, there is a login. Secret. */
  readonly cookie?: string | undefined;
}

export type ConnectOptions = ConnectionOptions & Credentials;

/**
 * Logs in, with one of: `username` and `password`, `token`, `cloneTicket`. The API version is the highest that both sides know.
 *
 * A session that the server ends is renewed by the same password, or by the same token until that ends. A clone ticket is good
 * once, so such a session ends in a SessionLostError.
 *
 * @throws LoginError for a wrong user or password (never try again by yourself: accounts lock after five), and for a token or a
 * ticket that the server does not take; TokenEndedError where the token says that its time is over; CertificateError,
 * ConnectionError, DeadlineError, ProtocolError, UnavailableError; InvalidValueError for the url, and a token that cannot be used.
 */
export async function connect(options: ConnectOptions): Promise<Session> {
  const address = parseAddress(options.url);
  if (address.username !== undefined || address.password !== undefined) {
    throw new InvalidValueError(
      'url',
      'must not hold credentials: give username and password by themselves',
    );
  }
  requireSensible(options);
  requireOperationId(options.operationId);
  checkCredentials(options, options.cookie === undefined);
  const transport = openTransport(address, options, options.wrap);
  try {
    const secrets = new Secrets();
    secrets.addSession(options.cookie ?? '');
    const client = await SoapClient.create(transport, {
      secrets,
      deadlineMs: options.deadlineMs ?? 60_000,
      userAgent: options.userAgent ?? 'vhv',
      operationId: options.operationId,
      patienceMs: options.patienceMs,
      impatience: options.signal,
    });
    const call = { signal: options.signal };
    client.version = await negotiateVersion(client, call);
    const content = await client.call('RetrieveServiceContent', serviceInstance, {}, call);
    const logInOnce = async (signal?: AbortSignal): Promise<UserSession> => {
      try {
        const user = await logIn(client, content, options, { ...options, signal });
        secrets.addSession(user.key);
        return user;
      } finally {
        options.afterLogin?.();
      }
    };
    const user =
      (await resume(client, content, options.cookie, call)) ?? (await logInOnce(options.signal));
    secrets.addSession(user.key);
    const { trust, cloneTicket } = options;
    const logInAgain = cloneTicket === undefined ? logInOnce : () => cannotRenew(client);
    const openOther = (other: Address, otherTrust: Trust): Transport =>
      openTransport(other, { ...options, trust: otherTrust, maxSockets: 1 }, options.wrapOther);
    return new Session(client, content, user, { logInAgain, trust, openOther });
  } catch (error) {
    transport.close();
    throw error;
  }
}

function cannotRenew({ transport }: SoapClient): Promise<never> {
  const reason =
    'has ended the session, and the clone ticket that made it is used up: get a new one';
  return Promise.reject(new SessionLostError(transport.endpoint, {}, reason));
}

function openTransport(
  address: Address,
  options: ConnectionOptions,
  wrap: (transport: Transport) => Transport = (transport) => transport,
): Transport {
  const transport = new HttpsTransport({
    host: address.host,
    port: address.port,
    trust: options.trust ?? { kind: 'authority' },
    tlsMin: options.tlsMin,
    proxy: options.proxy,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    maxSockets: options.maxSockets ?? 32,
    maxBytes: options.maxBytes ?? 128 * 1024 * 1024,
  });
  return wrap(transport);
}
