import { InvalidValueError } from '../errors.ts';
import {
  type HttpProxy,
  HttpsTransport,
  Secrets,
  SoapClient,
  type TlsVersion,
  type Transport,
  type Trust,
} from '../soap/index.ts';
import { serviceInstance, type UserSession } from '../vim25/index.ts';
import { type Address, parseAddress } from './address.ts';
import { requireSensible } from './limits.ts';
import { type LoginOptions, logIn } from './log-in.ts';
import { negotiateVersion } from './negotiate-version.ts';
import { resume } from './resume.ts';
import { Session } from './session.ts';

export interface ConnectOptions extends LoginOptions {
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

/**
 * Logs in. The API version is the highest that both sides know.
 *
 * @throws LoginError for a wrong user or password (never try again by yourself: accounts lock after five), CertificateError,
 * ConnectionError, DeadlineError, ProtocolError, InvalidValueError for the url.
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
  const transport = openTransport(address, options, options.wrap);
  try {
    const secrets = new Secrets();
    secrets.addSession(options.cookie ?? '');
    const client = await SoapClient.create(transport, {
      secrets,
      deadlineMs: options.deadlineMs ?? 60_000,
      userAgent: options.userAgent ?? 'vhv',
    });
    const call = { signal: options.signal };
    client.version = await negotiateVersion(client, call);
    const content = await client.call('RetrieveServiceContent', serviceInstance, {}, call);
    const logInOnce = async (signal?: AbortSignal): Promise<UserSession> => {
      try {
        const user = await logIn(client, content, { ...options, signal });
        secrets.addSession(user.key);
        return user;
      } finally {
        options.afterLogin?.();
      }
    };
    const user =
      (await resume(client, content, options.cookie, call)) ?? (await logInOnce(options.signal));
    secrets.addSession(user.key);
    const { trust } = options;
    const openOther = (other: Address, otherTrust: Trust): Transport =>
      openTransport(other, { ...options, trust: otherTrust, maxSockets: 1 }, options.wrapOther);
    return new Session(client, content, user, { logInAgain: logInOnce, trust, openOther });
  } catch (error) {
    transport.close();
    throw error;
  }
}

function openTransport(
  address: Address,
  options: ConnectOptions,
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
