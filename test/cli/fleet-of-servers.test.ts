import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { VerifyRow } from '../../src/cli/commands/verify.ts';
import type { VmOutcome } from '../../src/nested/run/outcome.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { jsonOf, type Ran } from '../helpers/cli.ts';
import { closedPort, type Entry, entry, listed, oneVm, vhvAt } from '../helpers/endpoints.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** Three vCenters and fifty hosts, of which one is down, one has another password, and one another certificate than the file says. */
const servers: Simulator[] = [];
let entries: readonly Entry[];
const [wrong, changed] = [13, 23];
const count = 53;
/** Those that nothing is wrong with: the one that is down has no simulator. */
let healthy: readonly Simulator[];

beforeAll(async () => {
  for (let n = 0; n < count - 1; n += 1) {
    const isVCenter = n < 3;
    const inventory = oneVm(`vm-of-${n}`);
    servers.push(
      await startSimulator(
        isVCenter ? { inventory, user: 'ann@lab' } : { inventory, kind: 'esx', user: 'root' },
      ),
    );
  }
  const list = servers.map((server, n) => entry(server, n < 3 ? `vc${n}` : `esx${n}`));
  (list[wrong] as Entry).passwordEnv = 'WRONG';
  (list[changed] as Entry).fingerprint = 'AB'.repeat(32);
  const down = {
    ...entry(servers[3] as Simulator, 'down'),
    url: `127.0.0.1:${await closedPort()}`,
  };
  entries = [...list, down];
  healthy = servers.filter((_, n) => n !== wrong && n !== changed);
}, 60_000);

afterAll(() => Promise.all(servers.map((one) => one.close())));

beforeEach(() => {
  for (const { requests } of servers) {
    requests.reset();
  }
});

const vhv = (args: readonly string[]) => vhvAt(listed(...entries), args);

/** Each of the three is said in one line, before anything else, and no session is left. */
function expectThreeLines({ exitCode, stderr }: Ran): void {
  expect(exitCode).toBe(7);
  const lines = stderr.split('\n').filter((line) => line.includes('not looked at'));
  expect(lines).toEqual([
    expect.stringMatching(/^vhv: not looked at: esx13: the login of root at .* was refused/),
    expect.stringMatching(/^vhv: not looked at: esx23: .* shows the certificate/),
    expect.stringMatching(/^vhv: not looked at: down: cannot connect .*ECONNREFUSED/),
  ]);
  expect(servers.filter(({ sessionCount }) => sessionCount > 0)).toEqual([]);
  // A wrong password is sent once; to who shows another certificate nothing is sent at all.
  expect(servers[wrong]?.requests.of('Login')).toBe(1);
  expect(servers[changed]?.requests.http).toBe(0);
}

/** config.nestedHVEnabled of the one VM of each server, as the server itself has it. */
function settings(): (boolean | undefined)[] {
  return servers.map(({ model }) => {
    const vm = [...model.inventory.objects()].find((one) => one instanceof VirtualMachine);
    return vm?.state.settings.nestedHVEnabled === true;
  });
}

const isOn = (): boolean[] => servers.map((server) => healthy.includes(server));

test('a run turns it on at fifty servers, reads each back, and leaves three alone', async () => {
  expect(settings()).not.toContain(true);
  const ran = await vhv(['enable', '--all', '--yes', '--output', 'json']);
  expectThreeLines(ran);
  const { outcomes } = jsonOf<{ outcomes: VmOutcome[] }>(ran);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(healthy.map(() => 'changed'));
  expect(new Set(outcomes.map(({ plan }) => plan.facts.endpoint)).size).toBe(healthy.length);
  expect(settings()).toEqual(isOn());
  for (const { requests } of healthy) {
    expect(requests.of('ReconfigVM_Task')).toBe(1);
    expect(requests.of('Login')).toBe(1);
  }
  // The whole of it again has nothing to do.
  const again = await vhv(['enable', '--all', '--yes']);
  expect(again.stdout).toContain(`0 to change, ${healthy.length} as wanted already`);
}, 120_000);

test('verify proves it at each of them', async () => {
  const ran = await vhv(['verify', '--expect', 'on', '--output', 'json']);
  expectThreeLines(ran);
  const rows = jsonOf<VerifyRow[]>(ran);
  expect(rows.map(({ verdict }) => verdict)).toEqual(healthy.map(() => 'verified'));
  expect(rows.map(({ endpoint }) => `${endpoint}/sdk`)).toEqual(healthy.map(({ url }) => url));
}, 120_000);

test('report has a page of all of them, and names on it those that are missing', async () => {
  const path = join(makeTempDir(), 'fleet.html');
  const ran = await vhv(['report', '--html', path]);
  expectThreeLines(ran);
  expect(ran.stderr).toContain(`${healthy.length} VMs, ${healthy.length} hosts`);
  const page = readFileSync(path, 'utf8');
  const [, missing = ''] = /Not looked at<\/h2><ul>(.*?)<\/ul>/s.exec(page) ?? [];
  expect(missing.match(/<li>/g)).toHaveLength(3);
  for (const name of ['esx13: ', 'esx23: ', 'down: ']) {
    expect(missing).toContain(`<bdi>${name}`);
  }
}, 120_000);
