import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { serviceInstance } from '../../vim25/moref.ts';
import type { Certificate } from '../certificate.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { FileService } from '../files/file-service.ts';
import type { GuestTransfers } from '../guest/guest-transfers.ts';
import { type Connection, type InjectedFaults, proxyHeaders } from '../injected-faults.ts';
import type { RequestCounts } from '../request-counts.ts';
import type { Caller } from '../sessions.ts';
import { readCookie, readTicket, writeCookie } from './cookie.ts';
import { type Answer, deliver } from './deliver.ts';
import { guestFilePath, serveGuestFile } from './guest-file.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import { TcpSockets } from './tcp-sockets.ts';

export interface ServerParts {
  readonly certificate: Certificate;
  readonly dispatcher: Dispatcher;
  readonly files: FileService;
  readonly faults: InjectedFaults;
  readonly counts: RequestCounts;
  readonly versions: readonly string[];
  readonly transfers: GuestTransfers;
  /** Waited before every answer, as if the server were far away. */
  readonly latencyMs: number;
  readonly closing: AbortSignal;
}

const loopback = '127.0.0.1';
const versionsPath = '/sdk/vimServiceVersions.xml';

/** The HTTPS side: it listens on the loopback interface and nowhere else. */
export class HttpServer {
  readonly #parts: ServerParts;
  readonly #server: https.Server;
  readonly #sockets: TcpSockets;
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
    this.#sockets = new TcpSockets(this.#server);
    // The port is kept meanwhile: another process would take it.
    this.#server.on('connection', (socket: Socket) => {
      if (this.#isDown) {
        socket.destroy();
      }
    });
  }

  get #isDown(): boolean {
    return performance.now() < this.#downUntil;
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
    // A connection that was being made when the server went down.
    if (this.#isDown) {
      response.destroy();
      return;
    }
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
    if (path === versionsPath && request.method === 'GET') {
      this.#versions(request, response);
    } else if ((path === '/sdk' || path === '/sdk/') && request.method === 'POST') {
      await this.#soap(request, response, signal);
    } else if (/^\/(host|folder)(\/|$)/.test(path)) {
      await this.#file(request, response, url, signal);
    } else if (path === guestFilePath) {
      await serveGuestFile(this.#parts.transfers, request, response);
    } else {
      this.#deliver(request, response, { status: 404, type: 'text/plain', text: '404 Not Found' });
    }
  }

  #versions(request: IncomingMessage, response: ServerResponse): void {
    const fault = this.#parts.faults.take(
      `GET ${versionsPath}`,
      serviceInstance,
      (one) => one.status !== undefined,
    );
    const type = 'text/xml';
    if (fault?.status !== undefined) {
      const { status } = fault;
      this.#deliver(request, response, { status, type, text: '', headers: proxyHeaders(fault) });
    } else {
      this.#deliver(request, response, {
        status: 200,
        type,
        text: serviceVersionsXml(this.#parts.versions),
      });
    }
  }

  async #file(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    signal: AbortSignal,
  ): Promise<void> {
    const { answer, connection, downMs } = await this.#parts.files.answer({
      method: request.method ?? 'GET',
      url,
      body: () => readBody(request),
      cookie: readCookie(request.headers.cookie),
      ticket: readTicket(request.headers.cookie),
      authorization: request.headers.authorization,
      caller: callerOf(request),
      signal,
    });
    this.#goDown(downMs);
    this.#deliver(request, response, { ...answer, type: 'text/plain; charset=utf-8' }, connection);
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
    this.#goDown(answer.downMs);
    if (signal.aborted) {
      return;
    }
    if (answer.opened !== undefined) {
      response.setHeader('set-cookie', writeCookie(answer.opened.cookie));
    }
    const { status, body: text, headers, connection } = answer;
    const type = 'text/xml; charset=utf-8';
    this.#deliver(request, response, { status, type, text, headers }, connection);
  }

  #deliver(
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
    connection: Connection = 'keep',
  ): void {
    deliver(request, response, answer, connection, this.#sockets);
  }

  #goDown(forMs: number | undefined): void {
    if (forMs !== undefined) {
      this.#downUntil = performance.now() + forMs;
      this.#server.closeAllConnections();
    }
  }
}

function callerOf({ socket, headers }: IncomingMessage): Caller {
  return { ipAddress: socket.remoteAddress ?? '', userAgent: headers['user-agent'] ?? '' };
}

/** With or without quotes; old clients send a method's name, which says nothing of a version (docs/facts.md#soap-action). */
function versionOf({ headers }: IncomingMessage): string | undefined {
  const action = String(headers['soapaction'] ?? '').replaceAll('"', '');
  return /^urn:vim25\/(.+)$/.exec(action)?.[1];
}

/** `/sdk/vimServiceVersions.xml`: which versions of the API a server speaks, newest first (docs/facts.md#service-versions). */
function serviceVersionsXml([newest = '', ...prior]: readonly string[]): string {
  const versions = prior.map((version) => `<version>${version}</version>`).join('');
  return `<?xml version="1.0" encoding="UTF-8" ?><namespaces version="1.0"><namespace><name>urn:vim25</name><version>${newest}</version><priorVersions>${versions}</priorVersions></namespace></namespaces>`;
}
