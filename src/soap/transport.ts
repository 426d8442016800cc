import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
// The default import: nock replaces properties of this object, and named imports would have taken theirs already.
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ProtocolError } from '../errors.ts';
import { Exchange, type ExchangeOptions } from './exchange.ts';
import type { HttpProxy } from './proxy.ts';
import type { TlsVersion } from './secure-socket.ts';
import { Slots } from './slots.ts';
import { type Trust, TrustingAgent } from './tls.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Path and query, `/sdk`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, already inflated. It ends with an ExchangeError where the rest did not come, or was too much. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * The seam of this folder: one HTTP exchange with one server. Traces and recordings wrap it, each as a Transport around another.
 */
export interface Transport {
  /** `https://vc.example.com:8443`: scheme, host and port, without credentials. */
  readonly endpoint: string;
  /** SHA-256 of the certificate that the server has shown and that was found good, as `AB:CD…`; undefined before the first connection. */
  readonly fingerprint256?: string | undefined;
  /** @throws ConnectionError, CertificateError, DeadlineError, AbortedError */
  exchange(request: HttpRequest, options: ExchangeOptions): Promise<HttpResponse>;
  close(): void;
}

export interface HttpsTransportOptions {
  readonly host: string;
  readonly port: number;
  readonly trust: Trust;
  /** Default 1.2. */
  readonly tlsMin?: TlsVersion | undefined;
  /** Default: none. */
  readonly proxy?: HttpProxy | undefined;
  readonly connectTimeoutMs: number;
  /** Requests at once; more wait. */
  readonly maxSockets: number;
  /** Bytes that an answer may have, inflated. */
  readonly maxBytes: number;
}

/** `https://vc.example.com:8443`; the usual port is left out. */
export function formatEndpoint(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === 443 ? `https://${name}` : `https://${name}:${port}`;
}

/** HTTPS with kept-alive connections, gzip, and a limit on everything. */
export class HttpsTransport implements Transport {
  readonly endpoint: string;
  readonly #options: HttpsTransportOptions;
  readonly #agent: TrustingAgent;
  readonly #slots: Slots;

  constructor(options: HttpsTransportOptions) {
    this.endpoint = formatEndpoint(options.host, options.port);
    this.#options = options;
    this.#slots = new Slots(options.maxSockets);
    const { endpoint } = this;
    const { host, port, trust, connectTimeoutMs, maxSockets, tlsMin = '1.2', proxy } = options;
    this.#agent = new TrustingAgent(
      { host, port, endpoint, connectTimeoutMs, tlsMin, proxy },
      trust,
      { keepAlive: true, maxSockets, scheduling: 'lifo' },
    );
  }

  get fingerprint256(): string | undefined {
    return this.#agent.fingerprint256;
  }

  async exchange(request: HttpRequest, options: ExchangeOptions): Promise<HttpResponse> {
    const exchange = new Exchange(this.endpoint, options);
    try {
      await this.#slots.take(exchange.signal);
      exchange.whenOver(() => this.#slots.give());
      const message = await this.#send(request, exchange);
      return {
        status: message.statusCode ?? 0,
        headers: message.headers,
        body: this.#read(message, exchange),
      };
    } catch (error) {
      throw exchange.explain(error);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(request: HttpRequest, exchange: Exchange): Promise<IncomingMessage> {
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    const outgoing = https.request({
      host: this.#options.host,
      port: this.#options.port,
      method: request.method,
      path: request.path,
      agent: this.#agent,
      headers: {
        'Accept-Encoding': 'gzip',
        ...request.headers,
        ...(body === undefined ? {} : { 'Content-Length': String(body.byteLength) }),
      },
    });
    outgoing.once('socket', () => exchange.markSent());
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        const error = new Error('given up');
        outgoing.destroy(error);
        // A request that has no connection yet would tell its end only when it has one.
        reject(error);
      };
      exchange.signal.addEventListener('abort', abort, { once: true });
      exchange.whenOver(() => exchange.signal.removeEventListener('abort', abort));
      if (exchange.signal.aborted) {
        abort();
      }
      outgoing.once('response', resolve);
      // Stays on for good: an error after the answer began is told through the answer's body.
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** The body as it comes. Whatever ends it early is told as an ExchangeError. */
  async *#read(message: IncomingMessage, exchange: Exchange): AsyncGenerator<Uint8Array> {
    try {
      let bytes = 0;
      for await (const chunk of inflate(message)) {
        bytes += chunk.byteLength;
        if (bytes > this.#options.maxBytes) {
          throw new ProtocolError(
            `the answer of ${this.endpoint} is larger than ${this.#options.maxBytes} bytes`,
            { endpoint: this.endpoint, requestSent: true },
          );
        }
        yield chunk;
      }
    } catch (error) {
      throw exchange.explain(error);
    } finally {
      exchange.end();
      if (!message.complete) {
        message.destroy();
      }
    }
  }
}

function inflate(message: IncomingMessage): AsyncIterable<Uint8Array> {
  if (message.headers['content-encoding']?.toLowerCase() !== 'gzip') {
    return message;
  }
  const gunzip = createGunzip();
  // Its failure reaches the reader through the gunzip stream; here it only must not go unhandled.
  pipeline(message, gunzip).catch(() => undefined);
  return gunzip;
}
