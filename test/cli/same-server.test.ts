import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import type { VmOutcome } from '../../src/nested/run/outcome.ts';
import type { InventoryData, Simulator } from '../../src/simulator/index.ts';
import { jsonOf } from '../helpers/cli.ts';
import { type Entry, entry, listed, oneVm, vhvAt } from '../helpers/endpoints.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const names = ['a', 'b', 'c'];
const inventory: InventoryData = {
  datacenters: [
    { name: 'DC', hosts: [{ name: 'h' }], vms: names.map((name) => ({ name, host: 'h' })) },
  ],
};

/** One server as `ip` and as `name`. */
const twice = (server: Simulator): readonly Entry[] => [
  entry(server, 'ip'),
  entry(server, 'name', { url: server.url.replace('127.0.0.1', 'localhost') }),
];

const plansOf = async (file: string, ...more: readonly string[]) =>
  jsonOf<{ plans: VmPlan[] }>(
    await vhvAt(file, ['enable', '--all', '--dry-run', '--output', 'json', ...more]),
  ).plans;

describe.each(['vcenter', 'esx'] as const)('a server of kind %s under two addresses', (kind) => {
  test('has each of its VMs once in a plan, and changes it once', async () => {
    const server = await testSimulator({ kind, inventory });
    const file = listed(...twice(server));
    const plans = await plansOf(file);
    expect(plans.map(({ facts }) => facts.name)).toStrictEqual(names);
    const ran = await vhvAt(file, ['enable', '--all', '--yes', '--output', 'json']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain('ip and name are one server: they have one id and show');
    expect(jsonOf<{ outcomes: VmOutcome[] }>(ran).outcomes).toHaveLength(names.length);
    expect(server.requests.of('ReconfigVM_Task')).toBe(names.length);
    expect(server.sessionCount).toBe(0);
  });

  test('answers to both names, and finishes what a run has begun through either', async () => {
    const server = await testSimulator({ kind, inventory });
    const [ip, name] = twice(server) as [Entry, Entry];
    const journal = join(makeTempDir(), 'run.jsonl');
    server.faults.add({ method: 'ReconfigVM_Task', drop: 'before', times: 1 });
    const run = ['enable', 'a', '--yes', '--limit', '1', '--journal', journal];
    await vhvAt(listed(name), run);
    const both = listed(ip, name);
    for (const selector of ['ip#a', 'name#a', 'a']) {
      expect(await vhvAt(both, ['vms', selector])).toMatchObject({ exitCode: 0 });
    }
    const back = await vhvAt(both, ['rollback', journal, '--yes']);
    expect(back.exitCode).toBe(0);
    expect(back.stderr).not.toContain('not connected to');
  });
});

test('a vCenter without an id is what it was: nobody can tell', async () => {
  const server = await testSimulator({ inventory, identity: '' });
  const plans = await plansOf(listed(...twice(server)));
  expect(plans).toHaveLength(2 * names.length);
});

describe.each(['vcenter', 'esx'] as const)('two servers of kind %s with one id', (kind) => {
  const identity = 'cloned';

  test('are one if they have the same VMs, whatever certificates they show', async () => {
    const both = [
      await testSimulator({ kind, inventory, identity }),
      await testSimulator({ kind, inventory, identity }),
    ];
    const file = listed(...both.map((one, index) => entry(one, `s${index}`)));
    expect(await plansOf(file)).toHaveLength(names.length);
  });

  test('are two if they have other VMs: that is told, and they take turns', async () => {
    const vms = [oneVm('web'), oneVm('db')];
    const both = await Promise.all(
      vms.map((one) => testSimulator({ kind, inventory: one, identity, taskMs: 100 })),
    );
    let atWork = 0;
    let most = 0;
    for (const { model } of both) {
      const { start: begin } = model.tasks;
      model.tasks.start = (task) => {
        atWork += 1;
        most = Math.max(most, atWork);
        const { work } = task;
        return begin.call(model.tasks, {
          ...task,
          work: async (one) => {
            try {
              return await work(one);
            } finally {
              atWork -= 1;
            }
          },
        });
      };
    }
    const file = listed(...both.map((one, index) => entry(one, `s${index}`)));
    const ran = await vhvAt(file, ['enable', '--all', '--yes']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('s0, s1 have one') });
    expect(both.map(({ requests }) => requests.of('ReconfigVM_Task'))).toStrictEqual([1, 1]);
    expect(most).toBe(1);
  });
});
