import type { IncomingHttpHeaders } from 'node:http';
import type { ExchangeOptions } from './exchange.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

/** How an exchange ended, as far as its caller saw it. */
export interface ExchangeEnd {
  /** The bytes that the caller took; all of them where `isWhole`. */
  readonly body: Buffer;
  /** False where the caller gave the rest up, or it did not come. */
  readonly isWhole: boolean;
  /** Set where the exchange failed, before or during the answer. */
  readonly error?: unknown;
}

/** One that looks on while an exchange takes its course. */
export interface ExchangeObserver {
  answered(status: number, headers: IncomingHttpHeaders): void;
  ended(end: ExchangeEnd): void;
}

export interface Observer {
  /** Called before the request goes out. */
  begin(request: HttpRequest): ExchangeObserver;
  /** Called when the transport is closed; perhaps more than once. */
  close(): void;
}

const nobody: ExchangeObserver = { answered: () => undefined, ended: () => undefined };

/**
 * Lets an observer look on. It changes nothing of what the caller sees: bytes are passed on as they come, errors are the same
 * ones, and a failure of the observer's own is told to `onFailure` and to nobody else.
 */
export function observed(
  transport: Transport,
  observer: Observer,
  onFailure: (error: unknown) => void,
): Transport {
  const guarded = <Result>(look: () => Result, otherwise: Result): Result => {
    try {
      return look();
    } catch (error) {
      onFailure(error);
      return otherwise;
    }
  };
  return {
    endpoint: transport.endpoint,
    get fingerprint256(): string | undefined {
      return transport.fingerprint256;
    },
    async exchange(request: HttpRequest, options: ExchangeOptions): Promise<HttpResponse> {
      const one = guarded(() => observer.begin(request), nobody);
      const ended = (end: ExchangeEnd): void => guarded(() => one.ended(end), undefined);
      let response: HttpResponse;
      try {
        response = await transport.exchange(request, options);
      } catch (error) {
        ended({ body: Buffer.alloc(0), isWhole: false, error });
        throw error;
      }
      guarded(() => one.answered(response.status, response.headers), undefined);
      return { ...response, body: lookOn(response.body, ended) };
    },
    close(): void {
      transport.close();
      guarded(() => observer.close(), undefined);
    },
  };
}

async function* lookOn(
  body: AsyncIterable<Uint8Array>,
  ended: (end: ExchangeEnd) => void,
): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let isWhole = false;
  let failure: { error?: unknown } = {};
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      yield chunk;
    }
    isWhole = true;
  } catch (error) {
    failure = { error };
    throw error;
  } finally {
    ended({ body: Buffer.concat(chunks), isWhole, ...failure });
  }
}

/** The vim25 method that a request calls, or what else it asks for: `Login`, `GET /sdk/vimServiceVersions.xml`. */
export function nameOf({ method, path, body = '' }: HttpRequest): string {
  const [, name] = /<(?:[\w.-]+:)?Body\b[^>]*>\s*<(?:[\w.-]+:)?([\w.-]+)/.exec(body) ?? [];
  return name ?? `${method} ${path}`;
}
