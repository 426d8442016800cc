import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../src/errors.ts';
import { answer, errorOf, type Handler, openClient, startServer } from '../helpers/https-server.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const manager = { type: 'OptionManager', value: 'VpxSettings' };
const xmlType = { 'Content-Type': 'text/xml; charset=utf-8' };
const gigabyte = 2 ** 30;
const limit = 4_000_000;
/** What may be on its way, in buffers of both sides, when the client hangs up. */
const onItsWay = 60_000_000;

const start = Buffer.from('<Envelope><Body><QueryOptionsResponse>');
const items = Buffer.from('<returnval><key>k</key></returnval>'.repeat(100));

/** A gigabyte of good XML, made as it is asked for, so that `made` tells how much of it was. */
class Gigabyte {
  made = 0;

  /** Sends itself until the other side hangs up. */
  send(response: ServerResponse, through: NodeJS.ReadWriteStream[] = []): void {
    const source = Readable.from(this.#pieces());
    response.on('close', () => source.destroy());
    through.reduce<NodeJS.ReadableStream>((from, to) => from.pipe(to), source).pipe(response);
  }

  async *#pieces(): AsyncGenerator<Buffer> {
    yield start;
    while (this.made < gigabyte) {
      this.made += items.byteLength;
      yield items;
    }
  }
}

/** Calls a server that answers so, and expects that the client gave up at its limit. */
async function expectTooLarge(handler: Handler): Promise<void> {
  const client = await openClient(await startServer(handler), { maxBytes: limit });
  const error = await errorOf(client.call('QueryOptions', manager, {}));
  expect(error).toBeInstanceOf(ProtocolError);
  expect(error).toMatchObject({
    message: expect.stringContaining(`larger than ${limit} bytes`),
    requestSent: true,
  });
}

test('a gigabyte in small pieces ends at the limit, with bounded memory', async () => {
  const body = new Gigabyte();
  const before = process.memoryUsage().rss;
  await expectTooLarge((response) => {
    response.writeHead(200, xmlType);
    body.send(response);
  });
  expect(body.made).toBeLessThan(limit + onItsWay);
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
});

test('a gigabyte of something else ends there too', async () => {
  const body = new Gigabyte();
  await expectTooLarge((response) => {
    response.writeHead(503, { 'Content-Type': 'text/html' });
    body.send(response);
  });
  expect(body.made).toBeLessThan(limit + onItsWay);
});

test('a gigabyte that was compressed to a few megabytes ends there too', async () => {
  const body = new Gigabyte();
  await expectTooLarge((response) => {
    response.writeHead(200, { ...xmlType, 'Content-Encoding': 'gzip' });
    body.send(response, [createGzip({ level: constants.Z_BEST_SPEED })]);
  });
  expect(body.made).toBeLessThan(gigabyte / 2);
});

test('the limit counts the bytes of one answer, not of all', async () => {
  const server = await startServer((response) => answer(response, '<QueryOptionsResponse/>'));
  const client = await openClient(server, { maxBytes: 500 });
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await client.call('QueryOptions', manager, {})).toBeUndefined();
  }
});
