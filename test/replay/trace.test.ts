import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionError } from '../../src/errors.ts';
import { withTrace } from '../../src/soap/trace.ts';
import { chunks, fakeTransport, post, readText } from './helpers/fake-transport.ts';

const options = { deadlineMs: 1000 };

let parent: string;
let dir: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'vhv-trace-'));
  dir = join(parent, 'trace');
});
afterEach(() => rm(parent, { recursive: true }));

const read = (name: string): Promise<string> => readFile(join(dir, name), 'utf8');

describe('a trace', () => {
  it('has four files an exchange and a line each, for its owner only', async () => {
    const transport = withTrace(
      fakeTransport(async () => chunks('<a/>')),
      dir,
    );
    const { body } = await transport.exchange(post('CurrentTime'), options);
    expect(await readText(body)).toBe('<a/>');

    const names = ['1-0001.req.headers', '1-0001.req.xml', '1-0001.res.headers', '1-0001.res.xml'];
    expect((await readdir(dir)).sort()).toEqual([...names, '1-client.log']);
    expect(await read('1-0001.req.headers')).toBe(
      'POST /sdk HTTP/1.1\nHost: vc.example.com\nContent-Type: text/xml\n',
    );
    expect(await read('1-0001.res.headers')).toBe('HTTP/1.1 200\ncontent-type: text/xml\n');
    expect(await read('1-0001.res.xml')).toBe('<a/>');
    expect(await read('1-client.log')).toMatch(
      /^\d{4}-\S+Z 0001 CurrentTime 200 \d+ ms 4 bytes\n$/,
    );
    if (process.platform !== 'win32') {
      expect((await stat(dir)).mode & 0o777).toBe(0o700);
      expect((await stat(join(dir, '1-0001.req.xml'))).mode & 0o777).toBe(0o600);
    }
  });

  it('has the request before it is sent, and tells of one that failed with the very same error', async () => {
    const error = new ConnectionError('refused', {
      endpoint: 'https://vc.example.com',
      requestSent: false,
    });
    const transport = withTrace(
      fakeTransport(async () => {
        expect(await read('1-0001.req.xml')).toContain('CurrentTime');
        throw error;
      }),
      dir,
    );
    await expect(transport.exchange(post('CurrentTime'), options)).rejects.toBe(error);
    expect(await read('1-client.log')).toMatch(
      / 0001 CurrentTime - \d+ ms 0 bytes failed: CONNECTION_FAILED: refused\n$/,
    );
  });

  it('passes bytes on as they come, and keeps what came before a break', async () => {
    const gate = new AbortController();
    const opened = once(gate.signal, 'abort');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('<half');
      await opened;
      throw new Error('cut');
    }
    const transport = withTrace(
      fakeTransport(async () => broken()),
      dir,
    );
    const { body } = await transport.exchange(post('CurrentTime'), options);
    const reader = body[Symbol.asyncIterator]();
    expect((await reader.next()).value).toEqual(Buffer.from('<half'));
    gate.abort();
    await expect(reader.next()).rejects.toThrow('cut');
    expect(await read('1-0001.res.xml')).toBe('<half');
    expect(await read('1-client.log')).toContain('5 bytes failed: UNEXPECTED: cut');
  });

  it('ends the answer that its reader gave up', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield Buffer.from('x');
        }
      } finally {
        ended = true;
      }
    }
    const transport = withTrace(
      fakeTransport(async () => endless()),
      dir,
    );
    const { body } = await transport.exchange(post('CurrentTime'), options);
    for await (const _ of body) {
      break;
    }
    expect(ended).toBe(true);
    expect(await read('1-client.log')).toContain('not read to its end');
  });

  it('shares a folder with others, and overwrites nothing', async () => {
    for (const prefix of ['1', '2']) {
      const transport = withTrace(
        fakeTransport(async () => chunks(prefix)),
        dir,
      );
      await readText((await transport.exchange(post('CurrentTime'), options)).body);
    }
    expect(await read('1-0001.res.xml')).toBe('1');
    expect(await read('2-0001.res.xml')).toBe('2');
  });

  it('that cannot be written is told, and the exchange goes on', async () => {
    const failures: unknown[] = [];
    const inner = fakeTransport(async () => chunks('<a/>'));
    const transport = withTrace(inner, dir, { onFailure: (error) => failures.push(error) });
    await rm(dir, { recursive: true });
    const { body } = await transport.exchange(post('CurrentTime'), options);
    expect(await readText(body)).toBe('<a/>');
    transport.close();
    expect(inner.closed).toBe(1);
    expect(failures).not.toEqual([]);
  });

  it('is refused where there cannot be a folder', async () => {
    await writeFile(dir, '');
    const transport = fakeTransport(async () => chunks());
    expect(() => withTrace(transport, dir)).toThrow(/trace cannot be made: it is there already/);
  });
});
