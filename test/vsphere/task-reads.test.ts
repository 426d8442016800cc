import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { reconfigure, TaskWatcher } from '../../src/vsphere/index.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';
import { Fleet } from '../run/jobs/fleet.ts';

expectNothingUnhandled();

const filterMethods = [
  'CreatePropertyCollector',
  'CreateListView',
  'CreateFilter',
  'ModifyListView',
  'WaitForUpdatesEx',
];

/** A server whose tasks take so long, and the requests that waiting for reconfigures costs there. */
async function start(count: number, taskMs: number) {
  const vms = Array.from({ length: count }, (_, n) => ({ name: `vm-${n}`, host: 'esx-01' }));
  const fleet = await Fleet.start(vms, { taskMs });
  const moRefs = (await fleet.plan()).map(({ facts }) => facts.moRef);
  const { requests } = fleet.simulator;
  const change = (tasks: TaskWatcher) =>
    Promise.all(
      moRefs.map((vm) => reconfigure(fleet.session, tasks.run, vm, { nestedHVEnabled: true })),
    );
  const cost = async (tasks: TaskWatcher) => {
    requests.reset();
    await change(tasks);
    const filter = filterMethods.filter((method) => requests.of(method) > 0);
    return { reads: requests.of('RetrievePropertiesEx'), filter };
  };
  return { fleet, cost };
}

it.each([1, 30])(
  '%d tasks that end at once cost one read together, and no filter',
  async (count) => {
    const { fleet, cost } = await start(count, 0);
    await using tasks = new TaskWatcher(fleet.session);
    expect(await cost(tasks)).toStrictEqual({ reads: 1, filter: [] });
  },
);

it('a task that ends soon is read again, and costs no filter', async () => {
  const { fleet, cost } = await start(1, 100);
  await using tasks = new TaskWatcher(fleet.session);
  const { reads, filter } = await cost(tasks);
  expect(filter).toStrictEqual([]);
  expect(reads).toBeGreaterThan(1);
  expect(reads).toBeLessThanOrEqual(3);
});

it('a task that goes on is read three times at most before a filter stands, and the next one not at all', async () => {
  const { fleet, cost } = await start(1, 900);
  await using tasks = new TaskWatcher(fleet.session);
  const { reads, filter } = await cost(tasks);
  expect(filter).toStrictEqual(filterMethods);
  expect(reads).toBeLessThanOrEqual(3);
  expect(await cost(tasks)).toStrictEqual({
    reads: 0,
    filter: ['ModifyListView', 'WaitForUpdatesEx'],
  });
});

it('a read that fails leaves its tasks to the filter, which starts over', async () => {
  const { fleet, cost } = await start(2, 50);
  await using tasks = new TaskWatcher(fleet.session);
  fleet.fault({ method: 'RetrievePropertiesEx', fault: { _type: 'RuntimeFault' }, times: 1 });
  const { reads, filter } = await cost(tasks);
  expect(reads).toBe(1);
  expect(filter).toStrictEqual(filterMethods);
});

it('a task that the server forgets between two reads concerns only itself', async () => {
  const { fleet } = await start(2, 200);
  const [one, other] = await Promise.all(
    (await fleet.plan()).map(({ facts }) =>
      fleet.session.call('ReconfigVM_Task', facts.moRef, { spec: { nestedHVEnabled: true } }),
    ),
  );
  await using tasks = new TaskWatcher(fleet.session);
  const ends = Promise.allSettled(
    [one, other].map((ref) => ref && tasks.wait(ref, { description: 'a reconfigure' })),
  );
  await sleep(20);
  const { tasks: known } = fleet.simulator.model;
  known.forget(...known.history.filter(({ moRef }) => moRef.value === one?.value));
  expect(await ends).toMatchObject([
    { status: 'rejected', reason: { cause: { code: 'TASK_GONE' } } },
    { status: 'fulfilled' },
  ]);
});
