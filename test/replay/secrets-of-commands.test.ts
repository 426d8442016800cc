import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatNames } from '../../src/report/formats.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, type Ran, runCli } from '../helpers/cli.ts';
import {
  commandLine,
  everyCommand,
  lab,
  neededWords,
  withoutLogin,
} from '../helpers/every-command.ts';
import { leaveBehind, moveTo } from '../helpers/run-files.ts';
import { cookie, HostileServer, sessionKey } from './helpers/hostile-server.ts';

const password = 'Pl4nted-p&ss<word>';
const inXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const spelt = [
  password,
  inXml(password),
  encodeURIComponent(password),
  Buffer.from(password).toString('base64'),
];

const commands = [...everyCommand];

let simulator: Simulator;
let hostile: HostileServer;
let dir: string;

beforeAll(async () => {
  simulator = await startSimulator({ password });
  // Well-formed, so that commands come past the login.
  hostile = await HostileServer.start(password, inXml);
  dir = await mkdtemp(join(tmpdir(), 'vhv-secrets-'));
});
afterAll(async () => {
  await simulator.close();
  await hostile[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

/** Everything that a run has written, by where. */
async function written(ran: Ran, folder: string): Promise<Map<string, string>> {
  const texts = new Map([
    ['stdout', ran.stdout],
    ['stderr', ran.stderr],
  ]);
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) {
      texts.set(name, await readFile(path, 'utf8'));
    }
  }
  return texts;
}

function find(texts: ReadonlyMap<string, string>, secrets: readonly string[]): string[] {
  return [...texts].flatMap(([name, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${name}`),
  );
}

it('knows what every command needs', () => {
  expect(Object.keys(neededWords(lab))).toEqual(expect.arrayContaining(commands));
});

describe.each(commands.map((name) => ({ name })))('vhv $name', ({ name }) => {
  const line = commandLine(name, lab);

  it('writes no password, in any format', async () => {
    for (const output of formatNames) {
      // Journals, plans and kept sessions lie there too, and are read with the rest.
      const folder = await mkdtemp(join(dir, 'run-'));
      const env = { ...envOf(simulator), XDG_STATE_HOME: join(folder, 'state') };
      const left = await leaveBehind(name, folder, env);
      const observed = ['--trace', join(folder, 'trace'), '--record', join(folder, 'recording')];
      const ran = await runCli([...line, ...left, '--output', output, ...observed], { env });
      expect(ran.exitCode).toBe(0);
      const texts = await written(ran, folder);
      // A run that wrote nothing proves nothing.
      expect(texts.has('trace/1-client.log')).toBe(
        name === 'session logout' || !withoutLogin.includes(name),
      );
      expect(find(texts, spelt)).toEqual([]);
    }
  });

  it('writes none of what a server repeats to it: password, cookie, session', async () => {
    const folder = await mkdtemp(join(dir, 'run-'));
    const observed = ['--trace', join(folder, 'trace'), '--record', join(folder, 'recording')];
    const { url: VHV_URL, fingerprint256: VHV_FINGERPRINT } = hostile;
    const env = {
      VHV_URL,
      VHV_FINGERPRINT,
      VHV_USERNAME: 'bob',
      VHV_PASSWORD: password,
      XDG_STATE_HOME: dir,
    };
    const left = await leaveBehind(name, folder, { ...envOf(simulator), XDG_STATE_HOME: dir });
    // Words that are no file of another run stay as they are.
    const files = left.filter((word) => existsSync(word));
    await Promise.all(files.map((path) => moveTo(path, simulator.url, VHV_URL)));
    const ran = await runCli([...line, ...left, '--output', 'json', ...observed], { env });
    // A command line or a file that is refused asks no server anything.
    expect(ran.exitCode).not.toBe(2);
    expect(ran.stderr.includes('SCRUBBED-PASSWORD')).toBe(!withoutLogin.includes(name));
    expect(find(await written(ran, folder), [...spelt, cookie, sessionKey])).toEqual([]);
  });

  it('writes no password that is refused', async () => {
    const wrong = `${password}-wrong`;
    const right = { ...envOf(simulator), XDG_STATE_HOME: dir };
    const left = await leaveBehind(name, await mkdtemp(join(dir, 'run-')), right);
    const env = { ...right, VHV_PASSWORD: wrong };
    const ran = await runCli([...line, ...left, '--output', 'json'], { env });
    expect(ran.exitCode).toBe(withoutLogin.includes(name) ? 0 : 7);
    expect(find(await written(ran, join(dir, 'nothing')), spelt)).toEqual([]);
  });
});
