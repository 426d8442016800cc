import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { jsonOf, runCli } from '../helpers/cli.ts';
import { closedPort, type Entry, entry, listed, oneVm, vhvAt } from '../helpers/endpoints.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const user = 'administrator@vsphere.local';
const vcenters: Simulator[] = [];
const hosts: Simulator[] = [];
let downPort: number;

beforeAll(async () => {
  for (let index = 0; index < 3; index += 1) {
    vcenters.push(await startSimulator({ user, inventory: { vms: 3 } }));
  }
  for (let index = 0; index < 50; index += 1) {
    hosts.push(await startSimulator({ kind: 'esx', user: 'root' }));
  }
  downPort = await closedPort();
}, 60_000);

afterAll(async () => {
  await Promise.all([...vcenters, ...hosts].map((one) => one.close()));
});

afterEach(() => {
  for (const server of [...vcenters, ...hosts]) {
    expect(server.sessionCount).toBe(0);
    server.requests.reset();
  }
});

const vhv = (args: readonly string[], file: string, stop?: AbortSignal) => vhvAt(file, args, stop);

const names = (rows: readonly { endpoint: string }[]) =>
  new Set(rows.map(({ endpoint }) => new URL(endpoint).port));

test('three vCenters and fifty hosts: what is wrong with one is said in a line, the others are done', async () => {
  const entries = [
    ...vcenters.map((server, index) => entry(server, `vc${index}`)),
    ...hosts.map((server, index) => entry(server, `esx${index}`)),
  ];
  const [changed, wrong] = [entries[10], entries[20]] as [Entry, Entry];
  changed.fingerprint = 'AB'.repeat(32);
  wrong.passwordEnv = 'WRONG';
  entries.push({ ...entry(hosts[0] as Simulator, 'down'), url: `127.0.0.1:${downPort}` });
  const ran = await vhv(['about', '--output', 'json'], listed(...entries));
  expect(ran.exitCode).toBe(7);
  expect(jsonOf<{ endpoint: string }[]>(ran)).toHaveLength(51);
  const lines = ran.stderr.trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^vhv: not looked at: esx7: .* shows the certificate/);
  expect(lines[1]).toMatch(/^vhv: not looked at: esx17: the login of root at .* was refused/);
  expect(lines[2]).toMatch(/^vhv: not looked at: down: cannot connect .*ECONNREFUSED/);
}, 60_000);

test('one that is down among others is exit 4, and alone it is exit 8', async () => {
  const [host] = hosts as [Simulator];
  const down = { ...entry(host, 'down'), url: `127.0.0.1:${downPort}` };
  const both = await vhv(['hosts'], listed(entry(host, 'up'), down));
  expect(both.exitCode).toBe(4);
  expect(both.stdout).toMatch(/^ENDPOINT +HOST/);
  expect(both.stdout).toMatch(/^up +\//m);
  const alone = await vhv(['hosts'], listed(down));
  expect(alone).toMatchObject({ exitCode: 8, stdout: '' });
  const two = await vhv(
    ['hosts'],
    listed(down, { ...down, name: 'too', url: `[::1]:${downPort}` }),
  );
  expect(two).toMatchObject({ exitCode: 8, stdout: '' });
  expect(two.stderr).toContain('none of 2 endpoints could be looked at');
});

test.each([
  ['hosts', '--output', 'json'],
  ['hosts', '--output', 'yaml'],
  ['vms', '--output', 'json'],
  ['enable', '--all', '--dry-run', '--output', 'json'],
])('a program is told which one is missing: %s %s %s', async (...args) => {
  const [host] = hosts as [Simulator];
  const down = { ...entry(host, 'down'), url: `127.0.0.1:${downPort}` };
  const ran = await vhv(args, listed(entry(host, 'up'), down));
  expect(parse(ran.stdout)).toMatchObject({
    notLookedAt: [{ endpoint: 'down', reason: expect.stringContaining('ECONNREFUSED') }],
  });
  const whole = await vhv(args, listed(entry(host, 'up')));
  expect(parse(whole.stdout)).not.toHaveProperty('notLookedAt');
});

test('a user that one vCenter refuses is not tried at another, and hosts of their own go on', async () => {
  const entries = [
    ...vcenters.map((server, index) => entry(server, `vc${index}`, { passwordEnv: 'WRONG' })),
    ...hosts.slice(0, 3).map((server, index) => entry(server, `esx${index}`)),
  ];
  (entries[2] as Entry).username = user.toUpperCase();
  const ran = await vhv(['about', '--output', 'json'], listed(...entries));
  expect(ran.exitCode).toBe(7);
  expect(vcenters.map((one) => one.requests.of('Login')).reduce((a, b) => a + b)).toBe(1);
  expect(jsonOf<unknown[]>(ran)).toHaveLength(3);
  expect(ran.stderr.match(/was refused \(InvalidLogin/g)).toHaveLength(1);
  expect(ran.stderr.match(/no login at vc\d/g)).toHaveLength(2);
});

test('a wrong password at a host stops that host alone', async () => {
  const entries = hosts
    .slice(0, 3)
    .map((server, index) =>
      entry(server, `esx${index}`, index === 0 ? { passwordEnv: 'WRONG' } : {}),
    );
  const ran = await vhv(['about', '--output', 'json'], listed(...entries));
  expect(jsonOf<unknown[]>(ran)).toHaveLength(2);
  expect(hosts.slice(0, 3).map((one) => one.requests.of('Login'))).toEqual([1, 1, 1]);
});

test('a moid is written with its endpoint, by name or address; bare, it has to be the only one', async () => {
  const file = listed(...vcenters.map((server, index) => entry(server, `vc${index}`)));
  const all = jsonOf<VmFacts[]>(await vhv(['vms', '--output', 'json'], file));
  expect(all).toHaveLength(9);
  expect(names(all).size).toBe(3);
  const { moRef, endpoint } = all[0] as VmFacts;
  for (const text of [`vc0#${moRef.value}`, `${endpoint}#VirtualMachine:${moRef.value}`]) {
    const one = jsonOf<VmFacts[]>(await vhv(['vms', text, '--output', 'json'], file));
    expect(one).toMatchObject([{ endpoint, moRef }]);
  }
  const bare = await vhv(['vms', moRef.value], file);
  expect(bare.exitCode).toBe(2);
  expect(bare.stderr).toContain(
    `vc0#${moRef.value}, vc1#${moRef.value}, vc2#${moRef.value}. Name the server too, as in vc0#${moRef.value}.`,
  );
  const glob = jsonOf<VmFacts[]>(await vhv(['vms', '/*/vm/...', '--output', 'json'], file));
  expect(glob).toHaveLength(9);
});

test('a name may be on any of the endpoints, and has to be on one', async () => {
  await using one = await startSimulator({ user, inventory: oneVm('web#1') });
  await using two = await startSimulator({ user, inventory: oneVm('db') });
  const file = listed(entry(one, 'one'), entry(two, 'two'));
  const both = await vhv(['vms', 'web#1', 'db', '--output', 'json'], file);
  expect(both.exitCode).toBe(0);
  expect(jsonOf<VmFacts[]>(both).map(({ name }) => name)).toEqual(['web#1', 'db']);
  for (const args of [
    ['vms', 'web#1', 'nothing'],
    ['vms', 'two#web#1'],
    ['vms', '--cluster', 'no'],
  ]) {
    expect(await vhv(args, file)).toMatchObject({ exitCode: 2, stdout: '' });
  }
  expect(await vhv(['hosts', 'h'], file)).toMatchObject({ exitCode: 2 });
  const options = await vhv(['hosts', 'options', 'get', 'Net.', 'one#h', '--output', 'json'], file);
  expect(names(jsonOf<{ endpoint: string }[]>(options))).toEqual(new Set([new URL(one.url).port]));
  expect([one.sessionCount, two.sessionCount]).toEqual([0, 0]);
});

test('an endpoint that no selector means is not contacted, and what is wrong with it is no failure', async () => {
  const [one, two] = vcenters as [Simulator, Simulator];
  const down = { ...entry(one, 'down'), url: `127.0.0.1:${downPort}` };
  const file = listed(entry(one, 'one'), entry(two, 'two'), down);
  const ran = await vhv(['vms', 'one#*', '--output', 'json'], file);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(jsonOf<VmFacts[]>(ran)).toHaveLength(3);
  expect(two.requests.http).toBe(0);
  // The only one that is meant stands for the whole run.
  const alone = await vhv(['plan', 'down#*'], file);
  expect(alone).toMatchObject({ exitCode: 8, stdout: '' });
  expect(alone.stderr).toMatch(/^vhv: cannot connect .*ECONNREFUSED/);
});

test('a plan and a run over several name the endpoint of each VM', async () => {
  await using one = await startSimulator({ user, inventory: oneVm('web') });
  await using two = await startSimulator({ user, inventory: oneVm('db') });
  const file = listed(entry(one, 'one'), entry(two, 'two'));
  const planned = await vhv(['plan', '/...'], file);
  expect(planned.stdout).toMatch(/^ENDPOINT +VM +PLAN .*\none +\S+web .*\ntwo +\S+db /);
  const ran = await vhv(['enable', '/...', '--yes'], file);
  expect(ran.exitCode).toBe(0);
  expect(ran.stdout).toMatch(/^ENDPOINT +VM +OUTCOME .*\none +\S+web .*\ntwo +\S+db /);
});

test('endpoints that all fail half-way are no answer', async () => {
  const two = vcenters.slice(0, 2);
  const fault = { _type: 'RuntimeFault' };
  const takeBack = two.map(({ faults }) => faults.add({ method: 'RetrievePropertiesEx', fault }));
  const ran = await vhv(['vms'], listed(...two.map((one, index) => entry(one, `vc${index}`))));
  for (const back of takeBack) {
    back();
  }
  expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
  expect(ran.stderr).toContain('none of 2 endpoints could be looked at');
});

test('an endpoint that fails half-way is left out, and logged out of', async () => {
  const [good, bad] = vcenters as [Simulator, Simulator];
  const fault = { _type: 'RuntimeFault' };
  const takeBack = bad.faults.add({ method: 'RetrievePropertiesEx', fault });
  const ran = await vhv(
    ['vms', '--output', 'json'],
    listed(entry(good, 'good'), entry(bad, 'bad')),
  );
  takeBack();
  expect(ran.exitCode).toBe(4);
  expect(jsonOf<VmFacts[]>(ran)).toHaveLength(3);
  expect(ran.stderr).toMatch(/^vhv: not looked at: bad: .*RuntimeFault/m);
});

test('a signal ends the run, and every session', async () => {
  const stop = new AbortController();
  const [one, two] = vcenters as [Simulator, Simulator];
  const takeBack = two.faults.add({ method: 'RetrievePropertiesEx', delayMs: 60_000 });
  const running = vhv(['vms'], listed(entry(one, 'one'), entry(two, 'two')), stop.signal);
  await expect.poll(() => two.requests.of('RetrievePropertiesEx')).toBeGreaterThan(0);
  expect(two.sessionCount).toBe(1);
  stop.abort();
  expect(await running).toMatchObject({ exitCode: 130, stdout: '' });
  takeBack();
});

test('--url may be given several times', async () => {
  const [one, two] = vcenters as [Simulator, Simulator];
  const env = { VHV_USERNAME: user, VHV_PASSWORD: 'pass', VHV_INSECURE: '1' };
  const urls = ['-u', one.url, '-u', two.url];
  const ran = await runCli(['about', '--output', 'json', ...urls], { env });
  expect(ran.exitCode).toBe(0);
  expect(jsonOf<unknown[]>(ran)).toHaveLength(2);
  expect(ran.stderr.match(/is not checked/g)).toHaveLength(2);
  for (const args of [
    ['about', '-u', one.url, '-u', one.url],
    ['about', ...urls, '--fingerprint', one.fingerprint256],
  ]) {
    expect(await runCli(args, { env })).toMatchObject({ exitCode: 2, stdout: '' });
  }
  expect([one, two].map((server) => server.requests.of('Login'))).toEqual([1, 1]);
});

test('--record makes a recording of each server, in a folder by its name', async () => {
  await using one = await startSimulator();
  await using other = await startSimulator({ kind: 'esx' });
  const folder = join(makeTempDir(), 'recordings');
  const urls = [one, other].flatMap(({ url }) => ['-u', url]);
  const env = { VHV_USERNAME: one.user, VHV_PASSWORD: one.password, VHV_INSECURE: '1' };
  const ran = await runCli(['about', '--record', folder, ...urls], { env });
  expect(ran.exitCode, ran.stderr).toBe(0);
  const names = [one, other].map(({ url }) => new URL(url).host.replace(':', '_'));
  expect(new Set(readdirSync(folder))).toStrictEqual(new Set(names));
  for (const name of names) {
    const about = JSON.parse(readFileSync(join(folder, name, 'about.json'), 'utf8')) as object;
    expect(about).toMatchObject({ schema: 'vhv/recording/1', failed: 0, calls: 4 });
  }
  // A second run leaves what is there as it is.
  const again = await runCli(['about', '--record', folder, ...urls], { env });
  expect(again.exitCode).toBe(2);
  expect(again.stderr).toContain('recording');
});
