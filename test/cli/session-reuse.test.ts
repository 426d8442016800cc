import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

let lab: Simulator;
let path: string;
let env: Record<string, string>;

beforeEach(async () => {
  lab = await startSimulator();
  onTestFinished(() => lab.close());
  const XDG_STATE_HOME = makeTempDir();
  path = join(XDG_STATE_HOME, 'vhv', 'sessions.json');
  env = { ...envOf(lab), XDG_STATE_HOME };
});

function vhv(...args: readonly string[]): Promise<Ran> {
  return runCli(args, { env });
}

test('without being asked for, no session is left', async () => {
  await vhv('about');
  expect(lab.sessionCount).toBe(0);
  expect(() => statSync(path)).toThrow(/ENOENT/);
});

test('a session is left, used again, listed without its cookie, and ended', async () => {
  expect((await vhv('about', '--session-reuse')).exitCode).toBe(0);
  env = { ...env, VHV_SESSION_REUSE: '1' };
  expect((await vhv('vms')).exitCode).toBe(0);
  expect(lab.sessionCount).toBe(1);
  expect(lab.requests.of('Login')).toBe(1);
  if (process.platform !== 'win32') {
    expect(statSync(path).mode & 0o777).toBe(0o600);
  }
  const { sessions } = JSON.parse(readFileSync(path, 'utf8')) as { sessions: { cookie: string }[] };
  const listed = await vhv('session', 'ls', '--output', 'json');
  expect(jsonOf<unknown[]>(listed)).toMatchObject([{ username: 'user' }]);
  expect(sessions[0]?.cookie).toMatch(/[0-9a-f]{40}/);
  expect(listed.stdout).not.toContain((sessions[0]?.cookie ?? '').replaceAll('"', ''));
  expect((await vhv('session', 'logout')).stderr).toContain('logged out');
  expect(lab.sessionCount).toBe(0);
  expect(jsonOf<unknown[]>(await vhv('session', 'ls', '--output', 'json'))).toEqual([]);
});

test('its cookie is in no trace, neither when it is made nor when it is used', async () => {
  const traces = [makeTempDir(), makeTempDir()];
  for (const trace of traces) {
    await vhv('vms', '--session-reuse', '--trace', trace);
  }
  const { sessions } = JSON.parse(readFileSync(path, 'utf8')) as { sessions: { cookie: string }[] };
  const cookie = (sessions[0]?.cookie ?? '').replaceAll('"', '');
  for (const trace of traces) {
    const files = readdirSync(trace, { recursive: true, withFileTypes: true });
    expect(files.length).toBeGreaterThan(4);
    for (const file of files.filter((one) => one.isFile())) {
      expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(cookie);
    }
  }
});

test('one that is over is replaced by a login', async () => {
  await vhv('about', '--session-reuse');
  lab.model.sessions.endAll();
  expect((await vhv('about', '--session-reuse')).exitCode).toBe(0);
  expect(lab.requests.of('Login')).toBe(2);
  expect(lab.sessionCount).toBe(1);
  lab.model.sessions.endAll();
  expect((await vhv('session', 'logout')).stderr).toContain('was over already');
  expect(lab.requests.of('Login')).toBe(2);
});

test('of several runs at once one keeps its session, and the others end theirs', async () => {
  const runs = [1, 2, 3, 4].map(() => vhv('about', '--session-reuse'));
  for (const { exitCode } of await Promise.all(runs)) {
    expect(exitCode).toBe(0);
  }
  expect(lab.sessionCount).toBe(1);
  await vhv('session', 'logout');
  expect(lab.sessionCount).toBe(0);
});

test('a session for another server is left as it is, and said', async () => {
  await vhv('about', '--session-reuse');
  const ran = await vhv('session', 'logout', '--url', 'nowhere.test');
  expect(ran.stderr).toContain('is left as it is');
  expect(lab.sessionCount).toBe(1);
});

test('without a place for the file nothing is sent', async () => {
  const env = { ...envOf(lab), XDG_STATE_HOME: '' };
  const ran = await runCli(['about', '--session-reuse'], { env });
  expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('XDG_STATE_HOME') });
  expect(lab.requests.of('Login')).toBe(0);
});
