import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Certificate, makeCertificate } from '../../src/simulator/certificate.ts';
import { HttpsTransport, type HttpsTransportOptions, SoapClient } from '../../src/soap/index.ts';
import { writeEnvelope } from '../../src/vim25/index.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request; `turn` counts from 1. */
export type Handler = (response: ServerResponse, turn: number, request: SeenRequest) => void;

/** A server that does what a test tells it to, right or wrong. */
export interface TestServer extends Certificate {
  readonly port: number;
  /** Whole requests that have come in. */
  readonly requests: readonly SeenRequest[];
  /** Connections that have come in. */
  readonly connections: () => number;
  /** Waits until the server has seen the end of every connection, so that what never came will not come. Fails after 3 s. */
  readonly allClosed: () => Promise<void>;
}

let certificate: Promise<Certificate> | undefined;

/** Starts a server that ends with the test. */
export async function startServer(handler: Handler): Promise<TestServer> {
  certificate ??= makeCertificate();
  const own = await certificate;
  const requests: SeenRequest[] = [];
  const sockets: Socket[] = [];
  const server = https.createServer(
    { cert: own.certificatePem, key: own.keyPem },
    (message, response) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.on('error', () => undefined);
      message.on('end', () => {
        const { method = '', url: path = '', headers } = message;
        const request = { method, path, headers, body: Buffer.concat(chunks).toString() };
        requests.push(request);
        handler(response, requests.length, request);
      });
    },
  );
  // Who leaves a connection open shall be seen to.
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  const { port } = server.address() as AddressInfo;
  const allClosed = async () => {
    const until = performance.now() + 3000;
    while (sockets.some((socket) => !socket.closed)) {
      if (performance.now() > until) {
        throw new Error('a connection was left open');
      }
      await sleep(5);
    }
  };
  return { ...own, port, requests, connections: () => sockets.length, allClosed };
}

/** A transport to the server that ends with the test. It trusts the server's certificate by its pin, unless told otherwise. */
export function openTransport(
  server: TestServer,
  options: Partial<HttpsTransportOptions> = {},
): HttpsTransport {
  const transport = new HttpsTransport({
    host: '127.0.0.1',
    port: server.port,
    trust: { kind: 'pinned', fingerprint256: server.fingerprint256 },
    connectTimeoutMs: 5000,
    maxSockets: 4,
    maxBytes: 8 * 1024 * 1024,
    ...options,
  });
  onTestFinished(() => transport.close());
  return transport;
}

export function openClient(
  server: TestServer,
  options: Partial<HttpsTransportOptions> = {},
  deadlineMs = 5000,
): Promise<SoapClient> {
  return SoapClient.create(openTransport(server, options), { deadlineMs, userAgent: 'vhv-test' });
}

/** Answers with a whole envelope. */
export function answer(
  response: ServerResponse,
  body: string,
  headers: OutgoingHttpHeaders = {},
  status = 200,
): void {
  response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8', ...headers });
  response.end(writeEnvelope(body));
}

/** What Login and its like answer. */
export const userSession =
  '<returnval><key>k</key><userName>root</userName><fullName>root</fullName>' +
  '<loginTime>2026-11-22T16:33:14Z</loginTime><lastActiveTime>2026-11-22T16:33:14Z</lastActiveTime>' +
  '<locale>en</locale><messageLocale>en</messageLocale></returnval>';

/** The error that a promise ends in. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
