import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Certificate } from '../certificate.ts';
import type { Dispatcher, SoapAnswer } from '../dispatcher.ts';
import type { FileService } from '../files/file-service.ts';
import type { GuestTransfers } from '../guest/guest-transfers.ts';
import type { RequestCounts } from '../request-counts.ts';
import type { Caller } from '../sessions.ts';
import { readCookie, readTicket, writeCookie } from './cookie.ts';
import { guestFilePath, serveGuestFile } from './guest-file.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import { serviceVersionsXml } from './service-versions.ts';

export interface ServerParts {
  readonly certificate: Certificate;
  readonly dispatcher: Dispatcher;
  readonly files: FileService;
  readonly counts: RequestCounts;
  readonly versions: readonly string[];
  readonly transfers: GuestTransfers;
  /** Waited before every answer, as if the server were far away. */
  readonly latencyMs: number;
  readonly closing: AbortSignal;
}

/** Bodies below this size are not worth compressing. */
const gzipFrom = 1024;
const loopback = '127.0.0.1';

/** The HTTPS side: it listens on the loopback interface and nowhere else. */
export class HttpServer {
  readonly #parts: ServerParts;
  readonly #server: https.Server;
  /** By performance.now(): until then every connection is broken off. */
  #downUntil = 0;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    const { keyPem: key, certificatePem: cert } = parts.certificate;
    // Node's own five seconds are less than a client takes that logs in to fifty servers before it reads the first. How long real ones wait: [UNV]
    const keepAliveTimeout = 60_000;
    this.#server = https.createServer({ key, cert, keepAliveTimeout }, (request, response) => {
      void this.#handle(request, response);
    });
    // The port is kept meanwhile: another process would take it.
    this.#server.on('connection', (socket: Socket) => {
      if (performance.now() < this.#downUntil) {
        socket.destroy();
      }
    });
  }

  /** @returns the port that was taken */
  async listen(port: number): Promise<number> {
    this.#server.listen(port, loopback);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) {
      await once(this.#server, 'close');
    }
  }

  /** Never rejects: what goes wrong on a connection ends that connection. */
  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { counts, latencyMs, closing } = this.#parts;
    counts.countHttp();
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, closing]);
    try {
      await delay(latencyMs, undefined, { signal });
      await this.#route(request, response, signal);
    } catch (error) {
      if (error instanceof BodyTooLarge) {
        response.writeHead(413, { connection: 'close' }).end();
      } else {
        response.destroy();
      }
    }
  }

  async #route(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://localhost');
    const path = url.pathname;
    if (path === '/sdk/vimServiceVersions.xml' && request.method === 'GET') {
      send(request, response, 200, 'text/xml', serviceVersionsXml(this.#parts.versions));
    } else if ((path === '/sdk' || path === '/sdk/') && request.method === 'POST') {
      await this.#soap(request, response, signal);
    } else if (/^\/(host|folder)(\/|$)/.test(path)) {
      await this.#file(request, response, url, signal);
    } else if (path === guestFilePath) {
      await serveGuestFile(this.#parts.transfers, request, response);
    } else {
      send(request, response, 404, 'text/plain', '404 Not Found');
    }
  }

  async #file(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    signal: AbortSignal,
  ): Promise<void> {
    const { answer, drop, delayMs } = await this.#parts.files.answer({
      method: request.method ?? 'GET',
      url,
      body: () => readBody(request),
      cookie: readCookie(request.headers.cookie),
      ticket: readTicket(request.headers.cookie),
      authorization: request.headers.authorization,
      caller: callerOf(request),
    });
    await delay(delayMs, undefined, { signal });
    if (drop) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(answer.headers ?? {})) {
      response.setHeader(name, value);
    }
    send(request, response, answer.status, 'text/plain; charset=utf-8', answer.text);
  }

  async #soap(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const body = await readBody(request);
    const answer = await this.#parts.dispatcher.answer({
      body,
      version: versionOf(request),
      cookie: readCookie(request.headers.cookie),
      caller: callerOf(request),
      signal,
    });
    if (answer.downMs !== undefined) {
      this.#downUntil = performance.now() + answer.downMs;
      this.#server.closeAllConnections();
    }
    if (signal.aborted) {
      return;
    }
    if (answer.opened !== undefined) {
      response.setHeader('set-cookie', writeCookie(answer.opened.cookie));
    }
    deliver(request, response, answer);
  }
}

function callerOf({ socket, headers }: IncomingMessage): Caller {
  return { ipAddress: socket.remoteAddress ?? '', userAgent: headers['user-agent'] ?? '' };
}

/** With or without quotes; old clients send a method's name, which says nothing of a version (vsphere-facts.md section 9). */
function versionOf({ headers }: IncomingMessage): string | undefined {
  const action = String(headers['soapaction'] ?? '').replaceAll('"', '');
  return /^urn:vim25\/(.+)$/.exec(action)?.[1];
}

function deliver(request: IncomingMessage, response: ServerResponse, answer: SoapAnswer): void {
  switch (answer.connection) {
    case 'keep':
      send(request, response, answer.status, 'text/xml; charset=utf-8', answer.body);
      break;
    case 'drop':
      response.destroy();
      break;
    case 'cut': {
      const bytes = Buffer.from(answer.body);
      response.writeHead(answer.status, {
        'content-type': 'text/xml; charset=utf-8',
        'content-length': bytes.length,
      });
      // The half has to be on its way before the connection goes, or the client sees nothing at all.
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    }
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
): void {
  const plain = Buffer.from(text);
  const accepts = String(request.headers['accept-encoding'] ?? '');
  const zips = plain.length >= gzipFrom && /\bgzip\b/.test(accepts);
  const bytes = zips ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(status, {
    'content-type': type,
    'content-length': bytes.length,
    'cache-control': 'no-cache',
    ...(zips && { 'content-encoding': 'gzip' }),
  });
  response.end(bytes);
}
