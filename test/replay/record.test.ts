import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RecordedCall, type RecorderOptions, withRecorder } from '../../src/soap/record.ts';
import { runCli } from '../helpers/cli.ts';
import { chunks, fakeTransport, post, readText } from './helpers/fake-transport.ts';
import { HostileServer } from './helpers/hostile-server.ts';

let parent: string;
let dir: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'vhv-record-'));
  dir = join(parent, 'recording');
});
afterEach(() => rm(parent, { recursive: true }));

const name = (text: string): string =>
  `<propSet><name>name</name><val xsi:type="xsd:string">${text}</val></propSet>`;

/** Records answers, one to each request, and returns what was written. */
async function record(
  answers: readonly (string | Error)[],
  options: RecorderOptions = {},
): Promise<{ calls: RecordedCall[]; about: Record<string, unknown> }> {
  const left = [...answers];
  const inner = fakeTransport(async () => {
    const next = left.shift() ?? '';
    if (next instanceof Error) {
      throw next;
    }
    return chunks(next);
  });
  const transport = withRecorder(inner, dir, options);
  for (const _ of answers) {
    const response = await transport
      .exchange(post('CurrentTime'), { deadlineMs: 1000 })
      .catch(() => undefined);
    await readText(response?.body ?? chunks());
  }
  transport.close();
  transport.close();
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(join(dir, file), 'utf8'));
  return {
    calls: (await read('recording.json')) as RecordedCall[],
    about: (await read('about.json')) as Record<string, unknown>,
  };
}

describe('a recording', () => {
  it('has the same pseudonym wherever a name stands', async () => {
    const { calls } = await record(['<entity>web01</entity>', name('web01')]);
    expect(calls.map(({ response }) => response)).toEqual([
      '<entity>text-1</entity>',
      name('text-1'),
    ]);
    expect(calls[0]?.scope).toBe('https://server.example.com');
  });

  it('raw keeps names, and what it was made with', async () => {
    const { calls, about } = await record([name('web01')], {
      raw: true,
      command: ['vms', 'web01'],
      version: '1.2.3',
    });
    expect(calls[0]).toMatchObject({
      scope: 'https://vc.example.com',
      method: 'POST',
      path: '/sdk',
      reqheaders: { 'content-type': 'text/xml' },
      status: 200,
      response: name('web01'),
    });
    expect(about).toMatchObject({ command: ['vms', 'web01'], vhv: '1.2.3', raw: true, calls: 1 });
  });

  it('tells the command with the same pseudonyms', async () => {
    const { about } = await record([name('web01')], { command: ['vms', '/DC0/vm/web01'] });
    expect(about['command']).toEqual(['vms', '/DC0/vm/name-1']);
  });

  it('counts what failed and cannot be replayed', async () => {
    const { calls, about } = await record([new Error('cut'), name('web01')]);
    expect(calls).toHaveLength(1);
    expect(about).toMatchObject({ calls: 1, failed: 1 });
  });
});

describe('vhv --record', () => {
  async function run(...args: readonly string[]): Promise<{ requests: number; said: string }> {
    await using server = await HostileServer.start('secret-password', encodeURIComponent);
    const env = {
      VHV_URL: server.url,
      VHV_USERNAME: 'bob',
      VHV_PASSWORD: 'secret-password',
      VHV_FINGERPRINT: server.fingerprint256,
    };
    const { exitCode, stderr } = await runCli(['about', ...args], { env });
    expect(exitCode).toBe(2);
    return { requests: server.requests, said: stderr };
  }

  it('refuses a folder that holds a recording before anything is sent', async () => {
    await mkdir(dir);
    await writeFile(join(dir, 'about.json'), 'mine');
    const { requests, said } = await run('--record', dir);
    expect(requests).toBe(0);
    expect(said).toContain(`${dir} holds a recording already`);
    expect(await readdir(dir)).toEqual(['about.json']);
    expect(await readFile(join(dir, 'about.json'), 'utf8')).toBe('mine');
  });

  it('refuses --record-raw without a folder', async () => {
    const { requests, said } = await run('--record-raw');
    expect(requests).toBe(0);
    expect(said).toContain('--record DIR');
  });
});
