import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { envOf } from '../helpers/cli.ts';
import { type } from '../helpers/person.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

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

test('a run states its whole effect before it asks, and on stderr if --yes agrees to it', async () => {
  const vms = ['a', 'b', 'c'].map((name) => ({
    name,
    host: 'esx-01',
    power: 'poweredOn' as const,
    tools: 'running' as const,
  }));
  const hosts = [{ name: 'esx-01' }];
  await using lab = await startSimulator({
    inventory: { datacenters: [{ name: 'DC', hosts, vms }] },
  });
  const env = { ...envOf(lab), XDG_STATE_HOME: makeTempDir() };
  const journal = join(makeTempDir(), 'run.jsonl');
  const { host } = new URL(lab.url);
  const enable = ['enable', '--all', '--power-cycle', 'soft', '--limit', '2', '--canary', '1'];
  const effect = `2 of 3 VMs on ${host} (--limit 2)`;
  const order = '1 first, the others only if it succeeds.';
  const no = await type(enable, env, ['n']);
  expect(no).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining(`Change ${effect}? 2 will be power-cycled. ${order} [y/N] `),
  });
  const yes = await type([...enable, '--yes', '--journal', journal], env, []);
  expect(yes).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`vhv: Changing ${effect}. 2 will be power-cycled. ${order}\n`),
  });
  const resume = await type(['resume', journal, '--dry-run'], env, []);
  expect(resume.exitCode, resume.stderr).toBe(0);
  const rollback = await type(['rollback', journal, '--power-cycle', 'soft'], env, ['n']);
  expect(rollback).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining(`Roll back 2 VMs on ${host}? 2 will be power-cycled. [y/N] `),
  });
  const quiet = await type(['rollback', journal, '--power-cycle', 'soft', '--yes', '-q'], env, []);
  expect(quiet).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a session that was left is used before anybody is asked for a password', async () => {
  await using lab = await startSimulator();
  const env = {
    VHV_URL: lab.url,
    VHV_USERNAME: 'user',
    VHV_FINGERPRINT: lab.fingerprint256,
    XDG_STATE_HOME: makeTempDir(),
  };
  const trace = join(makeTempDir(), 'trace');
  const args = ['about', '--session-reuse'];
  expect(await type(args, env, ['pass'])).toMatchObject({ exitCode: 0, left: [] });
  expect(await type(args, env, ['pass'])).toMatchObject({ exitCode: 0, left: ['pass'] });
  expect(lab.requests.of('Login')).toBe(1);
  lab.model.sessions.endAll();
  const again = await type([...args, '--trace', trace], env, ['pass']);
  expect(again).toMatchObject({ exitCode: 0, left: [] });
  expect(lab.requests.of('Login')).toBe(2);
  const files = readdirSync(trace, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
  expect(texts.some((text) => text.includes('<userName>user</userName>'))).toBe(true);
  expect(texts.some((text) => text.includes('>pass<'))).toBe(false);
});

test('two users are asked for one after the other', async () => {
  const servers = [await startSimulator(), await startSimulator({ user: 'other' })];
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });
  const folder = makeTempDir();
  const list = servers.map(({ url, user, fingerprint256 }, index) => {
    return `- {name: s${index}, url: '${url}', username: ${user}, fingerprint: '${fingerprint256}'}`;
  });
  writeFileSync(join(folder, 'servers.yaml'), `endpoints:\n${list.join('\n')}\n`);
  const env = {
    VHV_ENDPOINTS: join(folder, 'servers.yaml'),
    XDG_STATE_HOME: folder,
    VHV_SESSION_REUSE: '1',
  };
  expect(await type(['about'], env, ['pass', 'pass'])).toMatchObject({ exitCode: 0, left: [] });
  for (const { model } of servers) {
    model.sessions.endAll();
  }
  const { exitCode, stderr, left } = await type(['about'], env, ['pass', 'pass']);
  expect({ exitCode, left }).toStrictEqual({ exitCode: 0, left: [] });
  // The answer to the first question ends its line before the second is asked.
  expect(stderr).toMatch(/^Password of .* at s\d: \nPassword of .* at s\d: \n/);
});
