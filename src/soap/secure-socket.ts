import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { ConnectionError } from '../errors.ts';
import { connectionReason } from './connection-reason.ts';
import { type HttpProxy, openTunnel } from './proxy.ts';

/** The oldest TLS that a server may speak. Below 1.2 nothing is safe from who listens; hosts before 6.0 have nothing else. */
export type TlsVersion = '1.0' | '1.1' | '1.2' | '1.3';

/** How to get to a server, before anything is known of who it is. */
export interface Route {
  readonly host: string;
  readonly port: number;
  /** The server's address for messages, without credentials. */
  readonly endpoint: string;
  /** Milliseconds to be connected in, proxy and handshake included. */
  readonly connectTimeoutMs: number;
  readonly tlsMin: TlsVersion;
  readonly proxy: HttpProxy | undefined;
}

const minVersions = {
  '1.0': 'TLSv1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
} as const;

function versionOptions(tlsMin: TlsVersion): tls.SecureContextOptions {
  const minVersion = minVersions[tlsMin];
  // OpenSSL 3 refuses the signatures of TLS before 1.2 at every other security level.
  return tlsMin < '1.2' ? { minVersion, ciphers: 'DEFAULT@SECLEVEL=0' } : { minVersion };
}

/**
 * Connects and finishes the TLS handshake. Who the server is has not been looked at: nothing must be sent before it is.
 *
 * @throws ConnectionError
 */
export async function openSecureSocket(
  route: Route,
  options: tls.ConnectionOptions,
  giveUp: AbortSignal,
): Promise<tls.TLSSocket> {
  const { endpoint, connectTimeoutMs, proxy } = route;
  const attempt = new AbortController();
  const giveUpNow = (): void => attempt.abort(new Error('given up'));
  giveUp.addEventListener('abort', giveUpNow, { once: true });
  if (giveUp.aborted) {
    giveUpNow();
  }
  const timer = new AbortController();
  sleep(connectTimeoutMs, undefined, { signal: timer.signal }).then(
    () => attempt.abort(new Error(`no connection within ${connectTimeoutMs} ms`)),
    () => undefined,
  );
  try {
    const tunnel = proxy === undefined ? undefined : await openTunnel(proxy, route, attempt.signal);
    const handshake: tls.ConnectionOptions = {
      ...options,
      ...versionOptions(route.tlsMin),
      ...(tunnel === undefined ? {} : { socket: tunnel }),
      rejectUnauthorized: false,
      // A resumed session has no certificate to look at.
      session: undefined,
    };
    return await shakeHands(handshake, attempt.signal);
  } catch (error) {
    const reason = connectionReason(error);
    throw new ConnectionError(`cannot connect to ${endpoint}: ${reason}`, {
      endpoint,
      requestSent: false,
      cause: error,
    });
  } finally {
    timer.abort();
    giveUp.removeEventListener('abort', giveUpNow);
  }
}

function shakeHands(options: tls.ConnectionOptions, signal: AbortSignal): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options);
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      reject(error);
    };
    const abort = (): void => fail(signal.reason);
    const onClose = (): void => fail(new Error('the connection was closed during the handshake'));
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', fail);
    socket.once('close', onClose);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
      socket.off('close', onClose);
      resolve(socket);
    });
    if (signal.aborted) {
      abort();
    }
  });
}
