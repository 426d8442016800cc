import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ProtocolError, UnreadableError } from '../../src/errors.ts';
import { writeEnvelope } from '../../src/vim25/index.ts';
import {
  answer,
  errorOf,
  type Handler,
  openClient,
  openTransport,
  startServer,
} from '../helpers/https-server.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const manager = { type: 'OptionManager', value: 'VpxSettings' };
const options = writeEnvelope(
  '<QueryOptionsResponse xmlns="urn:vim25"><returnval><key>é</key><value xsi:type="xsd:long">1</value></returnval></QueryOptionsResponse>',
);
const xmlType = { 'Content-Type': 'text/xml; charset=utf-8' };

/** The error of one call to a server that answers so. */
async function errorOfCall(
  handler: Handler,
  maxBytes = 1_000_000,
): Promise<Error & { cause?: unknown }> {
  const client = await openClient(await startServer(handler), { maxBytes });
  return (await errorOf(client.call('QueryOptions', manager, {}))) as Error;
}

const says =
  (status: number, headers: Record<string, string>, body: string | Buffer): Handler =>
  (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

describe('good answers', () => {
  test.each<[string, Handler]>([
    ['in one piece', says(200, xmlType, options)],
    ['without a content type', says(200, {}, options)],
    [
      'with a content type in capitals',
      says(200, { 'Content-Type': 'TEXT/XML;charset=UTF-8' }, options),
    ],
    ['of SOAP 1.2', says(200, { 'Content-Type': 'application/soap+xml' }, options)],
    ['with a byte order mark', says(200, xmlType, `\uFEFF${options}`)],
    ['compressed', says(200, { ...xmlType, 'Content-Encoding': 'gzip' }, gzipSync(options))],
    [
      'compressed, in capitals',
      says(200, { ...xmlType, 'Content-Encoding': 'GZIP' }, gzipSync(options)),
    ],
    [
      'byte by byte, so that characters are split',
      (response) => {
        response.writeHead(200, xmlType);
        Readable.from([...Buffer.from(options)].map((byte) => Buffer.of(byte))).pipe(response);
      },
    ],
  ])('%s', async (_, handler) => {
    const server = await startServer(handler);
    const client = await openClient(server);
    expect(await client.call('QueryOptions', manager, {})).toStrictEqual([{ key: 'é', value: 1n }]);
    expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip');
  });
});

describe('what is no answer of vim25', () => {
  const page = '<!DOCTYPE html><html><body>It works!</body></html>';
  test.each<[string, Handler, RegExp]>([
    [
      'a page of HTML',
      says(200, { 'Content-Type': 'text/html' }, page),
      /HTTP 200 with text\/html\. Is this the address/,
    ],
    ['a page of HTML that says it is XML', says(200, xmlType, page), /document type declaration/],
    ['a 404', says(404, { 'Content-Type': 'text/plain' }, 'no'), /HTTP 404 with text\/plain/],
    ['a 404 that says it is XML', says(404, xmlType, options), /HTTP 404/],
    ['a 501 without a content type', says(501, {}, ''), /HTTP 501 with no content type/],
    ['a redirect', says(302, { Location: 'https://192.0.2.1/sdk' }, ''), /HTTP 302/],
    [
      'a 500 of a proxy',
      says(500, { 'Content-Type': 'text/html' }, page),
      /HTTP 500 with text\/html/,
    ],
    [
      'JSON',
      says(200, { 'Content-Type': 'application/json' }, '{}'),
      /HTTP 200 with application\/json/,
    ],
    ['an empty body', says(200, xmlType, ''), /empty|root/i],
    ['XML that is no envelope', says(200, xmlType, '<namespaces/>'), /not a SOAP envelope/],
    [
      'an envelope with nothing in it',
      says(200, xmlType, writeEnvelope('')),
      /not a SOAP envelope/,
    ],
    ['half an envelope with a whole length', says(200, xmlType, options.slice(0, -40)), /unclosed/],
    ['half an envelope of a 500', says(500, xmlType, options.slice(0, -40)), /unclosed/],
    [
      'the answer to another method',
      says(200, xmlType, writeEnvelope('<LoginResponse/>')),
      /a LoginResponse, not a QueryOptionsResponse/,
    ],
    [
      'its own request',
      says(200, xmlType, writeEnvelope('<QueryOptions/>')),
      /a QueryOptions, not a QueryOptionsResponse/,
    ],
    [
      'bytes that are no UTF-8',
      says(200, xmlType, Buffer.from(options, 'latin1')),
      /vim25: it is not UTF-8$/,
    ],
    [
      'a character that breaks off at the end',
      says(200, xmlType, Buffer.from([...Buffer.from(options), 0xc3])),
      /vim25: it is not UTF-8$/,
    ],
    [
      'another encoding',
      says(200, xmlType, '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'),
      /not UTF-8/,
    ],
    [
      'a number that is none',
      says(200, xmlType, options.replace('>1<', '>one<')),
      /'one' is no xsd:long/,
    ],
    [
      'what is not compressed and says it is',
      says(200, { ...xmlType, 'Content-Encoding': 'gzip' }, options),
      /not the gzip it says it is/,
    ],
    [
      'a hundred thousand levels',
      says(200, xmlType, '<a>'.repeat(100_000)),
      /nested deeper than 200/,
    ],
    [
      'a document type declaration',
      says(200, xmlType, `<!DOCTYPE a [<!ENTITY b "c">]>${options}`),
      /document type declaration/,
    ],
  ])('%s is a ProtocolError that says so', async (_, handler, reason) => {
    const error = await errorOfCall(handler);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({
      code: 'PROTOCOL',
      requestSent: true,
      message: expect.stringMatching(reason),
    });
  });

  test('XML that cannot be read has its reason for a cause', async () => {
    expect((await errorOfCall(says(200, xmlType, '<a>'))).cause).toBeInstanceOf(UnreadableError);
  });
});

describe('an answer that breaks off', () => {
  const cut =
    (status: number, headers: Record<string, string>): Handler =>
    (response) => {
      response.writeHead(status, headers);
      response.write(options.slice(0, 200), () => response.destroy());
    };

  test.each<[string, number, Record<string, string>]>([
    ['in chunks', 200, xmlType],
    ['in chunks, of a 500', 500, xmlType],
    [
      'of a known length',
      200,
      { ...xmlType, 'Content-Length': String(Buffer.byteLength(options)) },
    ],
    ['of a known length, of a 500', 500, { ...xmlType, 'Content-Length': '100000' }],
    ['of a 404', 404, { 'Content-Type': 'text/plain' }],
  ])('%s is a ConnectionError: the request may have been done', async (_, status, headers) => {
    expect(await errorOfCall(cut(status, headers))).toMatchObject({
      code: 'CONNECTION_FAILED',
      requestSent: true,
    });
  });

  test('compressed', async () => {
    const error = await errorOfCall((response) => {
      response.writeHead(200, { ...xmlType, 'Content-Encoding': 'gzip' });
      response.write(gzipSync(options).subarray(0, 60), () => response.destroy());
    });
    expect(error).toMatchObject({ code: 'CONNECTION_FAILED', requestSent: true });
  });
});

test.each([
  '<LoginResponse/>',
  '<LoginResponse></LoginResponse>',
  '<LoginResponse><other/></LoginResponse>',
])(
  'an answer without the result that its method always has is a ProtocolError: %s',
  async (body) => {
    const server = await startServer((response) => answer(response, body));
    const client = await openClient(server);
    const error = await errorOf(client.call('Login', manager, { userName: 'u', password: 'p' }));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({
      message: expect.stringContaining('the LoginResponse has no returnval'),
    });
  },
);

test('a GET has the status and the body, whatever they are', async () => {
  const server = await startServer(says(404, { 'Content-Type': 'text/plain' }, 'no such file'));
  const response = await openTransport(server).exchange(
    { method: 'GET', path: '/sdk/vimServiceVersions.xml', headers: {} },
    { deadlineMs: 5000 },
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) {
    chunks.push(chunk);
  }
  expect(response.status).toBe(404);
  expect(Buffer.concat(chunks).toString()).toBe('no such file');
});

test('after an answer that was given up the next one comes on a new connection', async () => {
  const server = await startServer((response, turn) => {
    if (turn === 1) {
      response.writeHead(200, xmlType);
      response.end(`<a>${'b'.repeat(100_000)}`);
    } else {
      answer(response, '<QueryOptionsResponse/>');
    }
  });
  const client = await openClient(server, { maxBytes: 1000 });
  await errorOf(client.call('QueryOptions', manager, {}));
  expect(await client.call('QueryOptions', manager, {})).toBeUndefined();
});
