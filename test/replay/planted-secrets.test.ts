import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, runCli } from '../helpers/cli.ts';
import { cookie, HostileServer, type Spelling, sessionKey } from './helpers/hostile-server.ts';

const password = 'p&<"\'>ß';

const inXml: Spelling = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const inAttributes: Spelling = (text) =>
  inXml(text).replaceAll('"', '&quot;').replaceAll("'", '&apos;');
const inNumbers: Spelling = (text) =>
  [...text].map((char) => `&#x${char.codePointAt(0)?.toString(16)};`).join('');
const spellings: [string, Spelling][] = [
  ['escaped as text', inXml],
  ['escaped as an attribute', inAttributes],
  ['in character references', inNumbers],
  ['escaped twice', (text) => inXml(inAttributes(text))],
  ['not escaped at all', (text) => text],
  ['as in a URL', encodeURIComponent],
];

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vhv-planted-'));
});
afterEach(() => rm(dir, { recursive: true }));

function run(server: HostileServer, ...args: readonly string[]): Promise<Ran> {
  const env = {
    VHV_URL: server.url,
    VHV_USERNAME: 'CORP\\bob',
    VHV_PASSWORD: password,
    VHV_FINGERPRINT: server.fingerprint256,
  };
  const folders = ['--trace', join(dir, 'trace'), '--record', join(dir, 'recording')];
  return runCli([...args, ...folders], { env });
}

async function writtenFiles(): Promise<Map<string, string>> {
  const names = await readdir(dir, { recursive: true });
  const files = new Map<string, string>();
  for (const name of names) {
    const path = join(dir, name);
    if ((await stat(path)).isFile()) {
      files.set(name, await readFile(path, 'utf8'));
    }
  }
  return files;
}

describe('a password and a session', () => {
  it.each(spellings)('are in nothing that was written, repeated %s', async (_how, spelling) => {
    await using server = await HostileServer.start(password, spelling);

    await run(server, 'vms');

    const files = await writtenFiles();
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'recording/recording.json',
        'recording/about.json',
        'trace/1-client.log',
      ]),
    );
    expect(files.get('trace/1-0003.req.xml')).toContain('SCRUBBED-PASSWORD');
    const spelt = spellings.map(([, spell]) => spell(password));
    const secrets = [...spelt, ...spelt.map((text) => JSON.stringify(text).slice(1, -1))];
    for (const [name, text] of files) {
      for (const secret of [...secrets, cookie, sessionKey, 'ß', 'xdf;']) {
        expect(text.includes(secret), `${name} holds ${secret}`).toBe(false);
      }
    }
  });

  it.each(spellings.slice(1, 4))('are in no message, repeated %s', async (_how, spelling) => {
    await using server = await HostileServer.start(password, spelling);

    const { exitCode, stdout, stderr } = await run(server, 'about', '--output', 'json');

    expect(exitCode).toBe(0);
    expect(stderr).toContain('not logged out');
    const said = stdout + stderr;
    for (const secret of [...spellings.map(([, spell]) => spell(password)), cookie, sessionKey]) {
      expect(said).not.toContain(secret);
    }
  });

  it('are replaced by what a replay can insist on', async () => {
    await using server = await HostileServer.start(password, inAttributes);
    await run(server, 'vms');
    const files = await writtenFiles();
    const calls = files.get('recording/recording.json') ?? '';
    expect(calls).toContain(
      'vmware_soap_session=\\"SCRUBBED-SESSION-1\\"; Path=/; HttpOnly; Secure;"',
    );
    expect(calls).toContain('"cookie": "vmware_soap_session=\\"SCRUBBED-SESSION-1\\""');
    expect(calls).toContain('session[SCRUBBED-SESSION-2]1');
    expect(calls).not.toMatch(/bob|127\.0\.0\.1/i);
  });
});
