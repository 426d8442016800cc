import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AllowRow } from '../../src/cli/commands/hosts/allow.ts';
import type { OptionChangeRow } from '../../src/cli/commands/hosts/set-options.ts';
import type { VerifyRow } from '../../src/cli/commands/verify.ts';
import type { SimulatorOptions } from '../../src/simulator/index.ts';
import { jsonOf } from '../helpers/cli.ts';
import { closedPort, entry, listed, oneVm, vhvAt } from '../helpers/endpoints.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** Two vCenters with a VM each, and a third that is down; the run is about all three. */
async function servers(options: SimulatorOptions = {}) {
  const one = await testSimulator({ ...options, inventory: oneVm('web') });
  const two = await testSimulator({ ...options, inventory: oneVm('db') });
  const down = { ...entry(one, 'down'), url: `127.0.0.1:${await closedPort()}` };
  const file = listed(entry(one, 'one'), entry(two, 'two'), down);
  const vhv = (...args: string[]) => vhvAt(file, args);
  onTestFinished(() => expect([one.sessionCount, two.sessionCount]).toEqual([0, 0]));
  return { one, two, file, vhv };
}

const isDown = /^vhv: not looked at: down: cannot connect .*ECONNREFUSED/m;

test('verify proves what two servers show, and names the third', async () => {
  const { one, two, vhv } = await servers();
  const ran = await vhv('verify', '--expect', 'off', '--output', 'json');
  expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringMatching(isDown) });
  const rows = jsonOf<VerifyRow[]>(ran);
  expect(rows.map(({ endpoint, path }) => [new URL(endpoint).port, path])).toEqual([
    [new URL(one.url).port, '/DC/vm/web'],
    [new URL(two.url).port, '/DC/vm/db'],
  ]);
  const table = await vhv('verify', 'two#db', '--expect', 'on');
  expect(table).toMatchObject({ exitCode: 9 });
  expect(table.stdout).toMatch(/^ENDPOINT +VM +VERDICT .*\ntwo +\/DC\/vm\/db +disagrees/);
});

test('report has the VMs of two servers, each beside its own host, and the page says what is missing', async () => {
  const { vhv } = await servers();
  const rows = await vhv('report');
  expect(rows).toMatchObject({ exitCode: 4, stderr: expect.stringMatching(isDown) });
  expect(rows.stdout).toMatch(
    /^ENDPOINT +VM .*\none +\/DC\/vm\/web .*\bh\b.*\ntwo +\/DC\/vm\/db .*\bh\b/,
  );
  const path = join(makeTempDir(), 'fleet.html');
  const ran = await vhv('report', '--html', path);
  expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('2 VMs, 2 hosts') });
  expect(readFileSync(path, 'utf8')).toMatch(
    /Not looked at<\/h2><ul><li><bdi>down: cannot connect/,
  );
});

test('options of hosts are set at two servers, and the third is named', async () => {
  const { one, two, vhv } = await servers();
  const set = ['hosts', 'options', 'set', '--all', '--set', 'Net.ReversePathFwdCheckPromisc=1'];
  const dry = await vhv(...set, '--dry-run');
  expect(dry.stdout).toMatch(/^ENDPOINT +HOST .*\none +\S+\/h .*planned\ntwo +\S+\/h .*planned\n$/);
  const ran = await vhv(...set, '--yes', '--output', 'json');
  expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringMatching(isDown) });
  expect(jsonOf<OptionChangeRow[]>(ran)).toMatchObject([{ taken: true }, { taken: true }]);
  expect([one, two].map(({ requests }) => requests.of('UpdateOptions'))).toEqual([1, 1]);
});

test('an option that only one server’s hosts have is read there, and the other is told of', async () => {
  const one = await testSimulator({ inventory: oneVm('web') });
  const hosts = [{ name: 'old', version: '6.7.0' }];
  const two = await testSimulator({ inventory: { datacenters: [{ name: 'DC', hosts }] } });
  const file = listed(entry(one, 'one'), entry(two, 'two'));
  const key = 'Config.HostAgent.plugins.solo.disableRemoteEsxcli';
  const ran = await vhvAt(file, ['hosts', 'options', 'get', key]);
  expect(ran.exitCode).toBe(0);
  expect(ran.stdout).toMatch(/^ENDPOINT .*\none +\S+\/h .*\n$/);
  expect(ran.stderr).toContain('is no option of /DC/host/old');
});

test('a server that goes away between two of its hosts is told of, and the other server is done', async () => {
  const hosts = ['a', 'b'].map((name) => ({ name }));
  const one = await testSimulator({ inventory: { datacenters: [{ name: 'DC', hosts }] } });
  const two = await testSimulator({ inventory: oneVm('db') });
  one.faults.add({ method: 'UpdateOptions', restart: true, downMs: 60_000 });
  const args = ['hosts', 'options', 'set', '--all', '--set', 'Net.ReversePathFwdCheckPromisc=1'];
  const ran = await vhvAt(listed(entry(one, 'one'), entry(two, 'two')), [
    ...args,
    '--yes',
    '--output',
    'json',
  ]);
  expect(ran.exitCode).toBe(4);
  expect(ran.stderr).toMatch(/^vhv: not finished: one: /m);
  const [a, b, h] = jsonOf<OptionChangeRow[]>(ran);
  // Of the first nobody knows, the second was not tried.
  expect(a).toMatchObject({ host: '/DC/host/a/a', fault: expect.anything() });
  expect(a).not.toHaveProperty('taken');
  expect(b).toEqual(expect.not.objectContaining({ fault: expect.anything() }));
  expect(b).not.toHaveProperty('taken');
  expect(h).toMatchObject({ host: '/DC/host/h/h', taken: true });
});

test('hosts allow writes the file at two servers, and names the third', async () => {
  const hosts = [{ name: 'h', version: '5.0.0', vmwareConfig: '' }];
  const inventory = { datacenters: [{ name: 'DC', hosts }] };
  const one = await testSimulator({ inventory });
  const two = await testSimulator({ inventory });
  const down = { ...entry(one, 'down'), url: `127.0.0.1:${await closedPort()}` };
  const file = listed(entry(one, 'one'), entry(two, 'two'), down);
  const ran = await vhvAt(file, ['hosts', 'allow', '--all', '--yes', '--output', 'json']);
  expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringMatching(isDown) });
  expect(jsonOf<AllowRow[]>(ran)).toMatchObject([{ outcome: 'changed' }, { outcome: 'changed' }]);
  const named = await vhvAt(file, ['hosts', 'disallow', 'two#h', '--yes']);
  expect(named).toMatchObject({ exitCode: 0, stderr: '' });
  expect(named.stdout).toMatch(/^ENDPOINT +HOST .*\ntwo +\S+\/h .*changed\n$/);
});

function passwordFile(): string {
  const path = join(makeTempDir(), 'password');
  writeFileSync(path, 'wrong\n');
  return path;
}

test('a domain user whom a guest refuses is not tried at the guests of another server', async () => {
  const guest = (name: string): SimulatorOptions => {
    const [datacenter] = oneVm(name).datacenters;
    const vms = [{ name, host: 'h', power: 'poweredOn', tools: 'running' }] as const;
    return { inventory: { datacenters: [{ name: 'DC', ...datacenter, vms }] } };
  };
  const both = [await testSimulator(guest('web')), await testSimulator(guest('db'))];
  const file = listed(...both.map((server, index) => entry(server, `vc${index}`)));
  const ran = await vhvAt(file, [
    'verify',
    '--guest-user',
    'LAB\\ann',
    '--guest-password-file',
    passwordFile(),
  ]);
  expect(ran.exitCode).toBe(9);
  const asked = both.map(({ requests }) => requests.of('StartProgramInGuest'));
  expect(asked.reduce((sum, count) => sum + count)).toBe(1);
  expect(ran.stdout).toContain('GUEST_LOGIN_REFUSED');
  expect(ran.stdout).toContain('GUEST_LOGIN_STOPPED');
});
