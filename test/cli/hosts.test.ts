import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseHosts, type HostFacts } from '../../src/nested/hosts/host-facts.ts';
import {
  applyHostOptions,
  findHostOptions,
  type OptionChange,
  planHostOptions,
} from '../../src/nested/hosts/host-options.ts';
import type { Judged } from '../../src/nested/hosts/host-verdict.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { HostSystem } from '../../src/simulator/model/host-system.ts';
import { connect, parseSelector, retrieveInventory } from '../../src/vsphere/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});

afterAll(() => simulator.close());

function vhv(...args: readonly string[]): Promise<Ran> {
  return runCli(args, { env: envOf(simulator) });
}

describe('vhv hosts', () => {
  it('judges each host by its own capability, and tells what the OptionManager said of vhv.allow', async () => {
    const ran = await vhv('hosts', '--output', 'json');
    expect(ran.exitCode).toBe(0);
    const rows = jsonOf<(HostFacts & Judged)[]>(ran);
    expect(rows).toHaveLength(9);
    expect(rows.find(({ name }) => name === 'esx-03.lab.test')).toMatchObject({
      version: '6.7.0',
      cpuid: 'svm',
      hvCapable: true,
      nestedHVSupported: true,
      verdict: 'ready',
      because: 'capability.nestedHVSupported',
      options: {
        'vhv.allow': { answer: 'no such option' },
        'Config.Defaults.vhv.allow': { answer: 'no such option' },
      },
    });
  });

  it('knows of the others where one exchange breaks off', async () => {
    const takeBack = simulator.faults.add({ method: 'QueryOptions', drop: 'before' });
    const ran = await vhv('hosts', 'esx-01.lab.test', '--output', 'json');
    takeBack();
    expect(ran.exitCode).toBe(0);
    const answer = { answer: 'not looked at', reason: expect.stringContaining('broke') };
    expect(jsonOf<HostFacts[]>(ran)).toMatchObject([
      { options: { 'vhv.allow': answer }, verdict: 'ready' },
    ]);
  });

  it('tells a missing right from a missing option', async () => {
    const fault = { _type: 'NoPermission', privilegeId: 'System.Read' };
    const takeBack = simulator.faults.add({ method: 'QueryOptions', fault });
    const ran = await vhv('hosts', 'esx-01.lab.test', '--output', 'json');
    takeBack();
    const answer = { answer: 'no right to read' };
    expect(jsonOf<HostFacts[]>(ran)).toMatchObject([
      { options: { 'vhv.allow': answer }, verdict: 'ready' },
    ]);
  });
});

describe('vhv hosts options', () => {
  const key = 'Net.ReversePathFwdCheckPromisc';

  it('reads one option, a subtree, and all of them', async () => {
    const one = jsonOf<unknown[]>(
      await vhv('hosts', 'options', 'get', key, 'esx-01.lab.test', '--output', 'json'),
    );
    expect(one).toMatchObject([{ key, value: '0' }]);
    const tree = jsonOf<{ key: string }[]>(
      await vhv('hosts', 'options', 'get', 'Net.', 'esx-01.lab.test', '--output', 'json'),
    );
    expect(tree.every((row) => row.key.startsWith('Net.'))).toBe(true);
    const all = jsonOf<unknown[]>(
      await vhv('hosts', 'options', 'ls', 'esx-01.lab.test', '--output', 'json'),
    );
    expect(all.length).toBeGreaterThan(tree.length);
  });

  it("sets one with the option's own type, tells the old value, and is done the second time", async () => {
    const set = ['hosts', 'options', 'set', 'esx-01.lab.test', '--set', `${key}=1`, '--yes'];
    const done = await vhv(...set, '--output', 'json');
    expect(done.exitCode).toBe(0);
    expect(jsonOf<unknown[]>(done)).toMatchObject([{ key, from: '0', to: '1', taken: true }]);
    const writes = simulator.requests.of('UpdateOptions');
    expect(await vhv(...set)).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('nothing to do'),
    });
    expect(simulator.requests.of('UpdateOptions')).toBe(writes);
  });

  it.each([
    { what: 'out of range', pair: `${key}=7`, says: 'from 0 to 1' },
    { what: 'no number', pair: `${key}=yes`, says: 'whole number' },
    { what: 'an option that there is not', pair: 'vhv.allow=TRUE', says: 'vhv.allow' },
  ])('refuses $what before any write', async ({ pair, says }) => {
    const writes = simulator.requests.of('UpdateOptions');
    const refused = await vhv('hosts', 'options', 'set', 'esx-02.lab.test', '--set', pair, '--yes');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
    expect(simulator.requests.of('UpdateOptions')).toBe(writes);
  });

  it('goes on where one host lacks the option, and says so', async () => {
    const newer = 'Config.HostAgent.plugins.solo.disableRemoteEsxcli';
    const ran = await vhv('hosts', 'options', 'get', newer, '/Lab/...', '--output', 'json');
    expect(ran.exitCode).toBe(0);
    expect(jsonOf<{ host: string }[]>(ran).map(({ host }) => host)).toEqual([
      '/Lab/host/compute/esx-01.lab.test',
      '/Lab/host/compute/esx-02.lab.test',
    ]);
    expect(ran.stderr).toContain('is no option of /Lab/host/esx-03.lab.test');
  });

  it('fails where no host has it, and says so once', async () => {
    const ran = await vhv('hosts', 'options', 'get', 'vhv.allow');
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr.match(/is no option of/g)).toHaveLength(1);
  });

  it('sends several keys in one call, and says which were taken if one fails', async () => {
    const { url, user: username, password, fingerprint256 } = simulator;
    const trust = { kind: 'pinned', fingerprint256 } as const;
    await using session = await connect({ url, username, password, trust });
    const inventory = await retrieveInventory(session);
    const [chosen] = chooseHosts(inventory, [parseSelector('esx-02.lab.test')]);
    const host = chosen && (await findHostOptions(session, chosen));
    if (host === undefined) {
      throw new Error('the lab has no such host');
    }
    const writes = simulator.requests.of('UpdateOptions');
    const planned = await planHostOptions(session, host, {
      'Net.ReversePathFwdCheck': '0',
      'UserVars.SuppressShellWarning': '1',
    });
    // As if the range that was read had not been the server's own.
    const [one, other] = planned as [OptionChange, OptionChange];
    const changes = [one, { ...one, key, to: 7n }, other];
    expect(await applyHostOptions(session, host, changes)).toMatchObject([
      { key: one.key, taken: true },
      { key, taken: false, fault: expect.stringContaining('InvalidArgument') },
      { key: other.key, taken: false },
    ]);
    expect(simulator.requests.of('UpdateOptions')).toBe(writes + 1);
  });
});

describe('a host that cannot be asked', () => {
  it('is not looked at, with the reason, and the others are', async () => {
    const hosts = [{ name: 'here' }, { name: 'gone', connection: 'notResponding' as const }];
    const inventory = { datacenters: [{ name: 'DC', hosts }] };
    await using server = await startSimulator({ inventory });
    const ran = await runCli(['hosts'], { env: envOf(server) });
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(/gone .*not looked at: the host is notResponding +unknown/);
    expect(ran.stdout).toMatch(/here .*no such option +ready/);
    // The two names of the one host that answers.
    expect(server.requests.of('QueryOptions')).toBe(2);
  });

  it.each([
    ['ls', []],
    ['set', ['--set', 'Net.ReversePathFwdCheckPromisc=1', '--yes']],
  ])('shows in the exit code of %s, and the others are done', async (verb, flags) => {
    const hosts = [{ name: 'here' }, { name: 'gone', connection: 'notResponding' as const }];
    const inventory = { datacenters: [{ name: 'DC', hosts }] };
    await using server = await startSimulator({ inventory });
    const gone = [...server.model.inventory.objects()].find(
      (object) => object instanceof HostSystem && object.name === 'gone',
    ) as HostSystem;
    const read = gone.read.bind(gone);
    gone.read = (property) => (property === 'configManager' ? undefined : read(property));
    const all = verb === 'set' ? ['--all'] : [];
    const args = ['hosts', 'options', verb, ...all, ...flags];
    const ran = await runCli(args, { env: envOf(server) });
    expect(ran.exitCode).toBe(5);
    expect(ran.stdout).toContain('/DC/host/here');
    expect(ran.stderr).toContain('/DC/host/gone');
  });
});
