import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { connect, TaskWatcher } from '../../src/vsphere/index.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

it('a task that could not be added to a round under way is added to the next', async () => {
  const vms = ['a', 'b'].map((name) => ({ name, host: 'esx-01' }));
  const clusters = [{ name: 'C', hosts: [{ name: 'esx-01' }] }];
  const inventory = { datacenters: [{ name: 'DC', clusters, vms }] };
  // The first task holds its round back for longer than the second waits to be added.
  const simulator = await startSimulator({ inventory, taskMs: 3000 });
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const session = await connect({ url, username, password, trust });
  onTestFinished(async () => {
    await session.logout();
    await simulator.close();
  });
  const [a, b] = await Promise.all(
    vms.map(({ name }) =>
      session.call('FindByInventoryPath', session.manager('searchIndex'), {
        inventoryPath: `/DC/vm/${name}`,
      }),
    ),
  );
  simulator.faults.add({ method: 'ModifyListView', fault: { _type: 'NotSupported' }, times: 1 });
  await using tasks = new TaskWatcher(session);
  const run = (vm: typeof a, description: string): Promise<unknown> =>
    tasks.run(
      () => session.call('ReconfigVM_Task', vm ?? session.content.rootFolder, { spec: {} }),
      {
        description,
        deadlineMs: 8000,
      },
    );
  const first = run(a, 'a');
  await sleep(200);
  await Promise.all([first, run(b, 'b')]);
  expect(simulator.requests.of('ModifyListView')).toBe(2);
});
