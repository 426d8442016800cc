import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  commandLine,
  everyCommand,
  type Ground,
  neededWords,
  withoutLogin,
} from '../helpers/every-command.ts';
import { leaveBehind } from '../helpers/run-files.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { bin, vhv } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

const ground: Ground = {
  vm: 'DC0_C0_RP0_VM0',
  host: 'DC0_C0_H0',
};
const commands = everyCommand.filter((name) => !withoutLogin.includes(name));
/** What vcsim has no such thing for. */
const notThere = ['hosts allow', 'hosts disallow'];

let vcsim: Vcsim;
beforeAll(async () => {
  vcsim = await Vcsim.start();
});
afterAll(() => vcsim[Symbol.asyncDispose]());

type Env = Readonly<Record<string, string>>;

/** The command's words and environment, after what a run before it has left. */
async function prepare(name: string): Promise<{ words: string[]; env: Env }> {
  const state = mkdtempSync(join(makeTempDir(), 'run-'));
  const env = { ...vcsim.env, XDG_STATE_HOME: state };
  const left = notThere.includes(name) ? [] : await leaveBehind(name, state, env, ground);
  expect(await vcsim.sessions()).toBe(0);
  await vcsim.post('/counts/reset');
  return { words: [...commandLine(name, ground), ...left], env };
}

/** Starts the command, sends it a signal when the server has received so many requests, and waits for its end. */
async function signal(name: string, sent: NodeJS.Signals, requests: number): Promise<unknown> {
  const { words, env } = await prepare(name);
  await vcsim.post('/delay?ms=200');
  const child = spawn(process.execPath, [bin, ...words], { env, stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (Number((await vcsim.counts())['total']) < requests) {
    await sleep(5);
  }
  child.kill(sent);
  await vcsim.post('/delay?ms=0');
  const [code] = await exited;
  // What was under way at the server is done by then.
  await sleep(300);
  return code;
}

it('knows what every command needs', () => {
  expect(Object.keys(neededWords(ground))).toEqual(expect.arrayContaining(commands));
});

describe.each(commands)('vhv %s', (name) => {
  it('leaves as many sessions on vcsim as there were: done, refused, SIGINT, SIGTERM', async () => {
    const done = await prepare(name);
    const { exitCode, stderr } = await vhv(done.env, done.words);
    expect({ exitCode, stderr }).toMatchObject(notThere.includes(name) ? {} : { exitCode: 0 });
    // A kit logs in for each of its recordings.
    expect((await vcsim.counts())['Login']).toBe(name === 'record-kit' ? 4 : 1);
    expect(await vcsim.sessions()).toBe(0);

    const refused = await prepare(name);
    await vcsim.post('/fault?method=RetrievePropertiesEx&type=NoPermission&times=100');
    await vhv(refused.env, refused.words);
    await vcsim.post('/rules/reset');
    expect(await vcsim.sessions()).toBe(0);

    // The server's versions, its content, Login, and the first call after it.
    expect(await signal(name, 'SIGINT', 3)).toBe(130);
    expect((await vcsim.counts())['Login']).toBe(1);
    expect(await vcsim.sessions()).toBe(0);
    // Where that was all that there was to do, it is done.
    expect([0, 130]).toContain(await signal(name, 'SIGTERM', 4));
    expect(await vcsim.sessions()).toBe(0);
  });
});
