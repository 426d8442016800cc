import type { ClientRequest } from 'node:http';
// Default imports: nock replaces properties of these objects.
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { InvalidValueError } from '../errors.ts';
import { connectionReason } from './connection-reason.ts';
import { bareHost, unescapePart } from './url-parts.ts';

/** An HTTP proxy that connections are made through. */
export interface HttpProxy {
  readonly host: string;
  readonly port: number;
  /** Whether the proxy itself is spoken to over TLS. */
  readonly isSecure: boolean;
  /** What Proxy-Authorization says: a secret. */
  readonly authorization: string | undefined;
}

/**
 * Reads `http://user:pass@proxy:3128`, `proxy:3128`, `https://proxy`.
 *
 * @throws InvalidValueError for another scheme or nothing that is an address. The text is not repeated: it may hold a password.
 */
export function parseProxy(text: string): HttpProxy {
  const withScheme = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(withScheme)) {
    throw new InvalidValueError('proxy', 'is not an address such as http://proxy.example.com:3128');
  }
  const { protocol, hostname, port, username, password } = new URL(withScheme);
  if ((protocol !== 'http:' && protocol !== 'https:') || hostname === '') {
    throw new InvalidValueError('proxy', 'must be http://host:port or https://host:port');
  }
  const isSecure = protocol === 'https:';
  const login = `${unescapePart(username)}:${unescapePart(password)}`;
  return {
    host: bareHost(hostname),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    isSecure,
    authorization:
      login === ':' ? undefined : `Basic ${Buffer.from(login, 'utf8').toString('base64')}`,
  };
}

/**
 * Asks the proxy for a tunnel to the target. What goes through it is the target's TLS: the proxy sees its name and nothing else.
 *
 * @throws Error naming the proxy, without credentials
 */
export function openTunnel(
  proxy: HttpProxy,
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const name = target.host.includes(':') ? `[${target.host}]` : target.host;
  const authority = `${name}:${target.port}`;
  const { authorization } = proxy;
  const complain = (reason: string, cause?: unknown): Error =>
    new Error(`the proxy ${proxy.host}:${proxy.port} ${reason}`, { cause });
  return new Promise((resolve, reject) => {
    const request: ClientRequest = (proxy.isSecure ? https : http).request({
      method: 'CONNECT',
      host: proxy.host,
      port: proxy.port,
      path: authority,
      agent: false,
      headers: {
        Host: authority,
        ...(authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
      },
    });
    const abort = (): void => {
      request.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    request.once('close', () => signal.removeEventListener('abort', abort));
    request.once('connect', ({ statusCode = 0, statusMessage = '' }, socket: Socket) => {
      signal.removeEventListener('abort', abort);
      if (statusCode >= 200 && statusCode < 300) {
        resolve(socket);
      } else {
        socket.destroy();
        reject(complain(`refused a connection to ${authority}: ${statusCode} ${statusMessage}`));
      }
    });
    request.on('error', (error) =>
      reject(complain(`did not answer: ${connectionReason(error)}`, error)),
    );
    request.end();
  });
}
