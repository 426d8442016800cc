import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** Runs a command line with a person at the terminal, who types a line at each question. */
async function type(args: readonly string[], env: Record<string, string>, answers: string[]) {
  const stdin = new PassThrough();
  let stdout = '';
  let stderr = '';
  const left = [...answers];
  const exitCode = await main(args, {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
      if (/(: |\] )$/.test(text) && left.length > 0) {
        setImmediate(() => stdin.write(`${left.shift()}\r`));
      }
    },
    stdin,
    interactive: true,
    env,
    stop: new AbortController().signal,
  });
  return { exitCode, stdout, stderr, left };
}

async function startTwo() {
  const servers = [await startSimulator(), await startSimulator({ kind: 'esx' })];
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });
  return servers.flatMap(({ url }) => ['-u', url]);
}

test('a person is asked once for a user of several servers, and the password is not shown', async () => {
  const urls = await startTwo();
  const env = { VHV_USERNAME: 'user', VHV_INSECURE: '1' };
  const ran = await type(['about', '--output', 'json', ...urls], env, ['pass']);
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(ran.stderr.match(/Password of user at 2 endpoints: /g)).toHaveLength(1);
  expect(ran.stdout + ran.stderr).not.toContain('pass\n');
  expect(ran.stderr).not.toMatch(/pass\b/);
});

test('vhv cert --trust asks once for all, and stores nothing without a yes', async () => {
  const urls = await startTwo();
  const env = { HOME: makeTempDir() };
  const no = await type(['cert', '--trust', ...urls], env, ['n']);
  expect(no).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining('nothing was stored'),
  });
  const yes = await type(['cert', '--trust', ...urls], env, ['y']);
  expect(yes).toMatchObject({ exitCode: 0, left: [] });
  expect(yes.stderr).toContain('Trust these 2 certificates?');
  expect(yes.stderr).toContain('2 stored in');
});
