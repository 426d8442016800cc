import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Connection } from '../injected-faults.ts';
import type { TcpSockets } from './tcp-sockets.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Bodies below this size are not worth compressing. */
const gzipFrom = 1024;

/** Sends an answer, or as much of it as is to arrive. @param sockets those of the server */
export function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  connection: Connection,
  sockets: TcpSockets,
): void {
  switch (connection) {
    case 'keep':
      send(request, response, answer);
      break;
    case 'drop':
      response.destroy();
      break;
    case 'reset':
      sockets.reset(request);
      break;
    case 'cut':
      // The half has to be on its way before the connection goes, or the client sees nothing at all.
      sendHalf(response, answer, () => response.destroy());
      break;
    case 'stall':
      sendHalf(response, answer, () => undefined);
  }
}

function sendHalf(response: ServerResponse, answer: Answer, onSent: () => void): void {
  const bytes = Buffer.from(answer.text);
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': answer.type,
    'content-length': bytes.length,
  });
  response.write(bytes.subarray(0, bytes.length / 2), onSent);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, text, headers }: Answer,
): void {
  const plain = Buffer.from(text);
  const accepts = String(request.headers['accept-encoding'] ?? '');
  const zips = plain.length >= gzipFrom && /\bgzip\b/.test(accepts);
  const bytes = zips ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(status, {
    ...headers,
    'content-type': type,
    'content-length': bytes.length,
    'cache-control': 'no-cache',
    ...(zips && { 'content-encoding': 'gzip' }),
  });
  response.end(bytes);
}
