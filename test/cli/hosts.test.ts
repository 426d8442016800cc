import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostFacts, Judged } from '../../src/index.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
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
    const ran = await vhv('hosts', '-o', 'json');
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

  it('tells a missing right from a missing option', async () => {
    const fault = { _type: 'NoPermission', privilegeId: 'System.Read' };
    const takeBack = simulator.faults.add({ method: 'QueryOptions', fault });
    const ran = await vhv('hosts', 'esx-01.lab.test', '-o', 'json');
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
      await vhv('hosts', 'options', 'get', key, 'esx-01.lab.test', '-o', 'json'),
    );
    expect(one).toMatchObject([{ key, value: '0' }]);
    const tree = jsonOf<{ key: string }[]>(
      await vhv('hosts', 'options', 'get', 'Net.', 'esx-01.lab.test', '-o', 'json'),
    );
    expect(tree.every((row) => row.key.startsWith('Net.'))).toBe(true);
    const all = jsonOf<unknown[]>(
      await vhv('hosts', 'options', 'ls', 'esx-01.lab.test', '-o', 'json'),
    );
    expect(all.length).toBeGreaterThan(tree.length);
  });

  it("sets one with the option's own type, tells the old value, and is done the second time", async () => {
    const set = ['hosts', 'options', 'set', 'esx-01.lab.test', '--set', `${key}=1`, '--yes'];
    const done = await vhv(...set, '-o', 'json');
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
});
