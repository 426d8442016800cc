import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { InjectedFault } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/index.ts';
import { reconfigure, TaskWatcher } from '../../src/vsphere/index.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';
import { Fleet } from '../run/jobs/fleet.ts';

expectNothingUnhandled();

it('a task that could not be added to a round under way is added to the next', {
  timeout: 40_000,
}, async () => {
  const vms = ['a', 'b'].map((name) => ({ name, host: 'esx-01' }));
  // The first task holds its round back for longer than the second waits to be added.
  const fleet = await Fleet.start(vms, { taskMs: 6000 });
  const pauses = [0, 200];
  await using tasks = new TaskWatcher(fleet.session);
  await Promise.all(
    (await fleet.plan()).map(async ({ facts }, index) => {
      await sleep(pauses[index]);
      if (index === 1) {
        await expect.poll(() => fleet.simulator.requests.of('WaitForUpdatesEx')).toBeGreaterThan(0);
        fleet.fault({ method: 'ModifyListView', fault: { _type: 'NotSupported' }, times: 1 });
      }
      await reconfigure(fleet.session, tasks.run, facts.moRef, { nestedHVEnabled: true });
    }),
  );
  expect(fleet.simulator.requests.of('ModifyListView')).toBe(3);
});

/** Waits for a reconfigure and reports how the wait ended. */
const endOf = (tasks: TaskWatcher, task: MoRef): Promise<string> =>
  tasks.wait(task, { description: 'a reconfigure', deadlineMs: 8000 }).then(
    () => 'success',
    (error: Error) => String((error.cause as { code?: unknown }).code),
  );

describe.each(['accepted', 'ManagedObjectNotFound'] as const)(
  'a server at whose CreateListView an unknown object is %s',
  (unknownInListView) => {
    const start = async (count: number) => {
      const vms = Array.from({ length: count }, (_, n) => ({ name: `vm-${n}`, host: 'esx-01' }));
      const fleet = await Fleet.start(vms, { taskMs: 2500, rules: { unknownInListView } });
      const plans = await fleet.plan();
      const spec = { nestedHVEnabled: true };
      const refs = await Promise.all(
        plans.map(({ facts }) => fleet.session.call('ReconfigVM_Task', facts.moRef, { spec })),
      );
      return { fleet, refs };
    };
    const forget = ({ simulator }: Fleet, ref: MoRef | undefined) =>
      simulator.model.tasks.forget(
        ...simulator.model.tasks.history.filter(({ moRef }) => moRef.value === ref?.value),
      );

    it('a task that the server forgot before the first wait concerns only itself', async () => {
      const { fleet, refs } = await start(3);
      await using tasks = new TaskWatcher(fleet.session);
      forget(fleet, refs[1]);
      const ends = await Promise.all(refs.map((ref) => endOf(tasks, ref)));
      expect(ends).toStrictEqual(['success', 'TASK_GONE', 'success']);
    });

    it('a task that the server forgot when it restarted concerns only itself', async () => {
      const { fleet, refs } = await start(3);
      await using tasks = new TaskWatcher(fleet.session);
      const ends = refs.map((ref) => endOf(tasks, ref));
      await expect.poll(() => fleet.simulator.requests.of('WaitForUpdatesEx')).toBeGreaterThan(0);
      forget(fleet, refs[0]);
      fleet.simulator.model.sessions.endAll();
      expect(await Promise.all(ends)).toStrictEqual(['TASK_GONE', 'success', 'success']);
    });
  },
);

it.each(['ModifyListView', 'WaitForUpdatesEx'])(
  'a %s that is refused because of one forgotten task ends the wait for that task alone',
  async (method) => {
    const vms = ['a', 'b'].map((name) => ({ name, host: 'esx-01' }));
    const fleet = await Fleet.start(vms, { taskMs: 1500 });
    const [one, other] = await Promise.all(
      (await fleet.plan()).map(({ facts }) =>
        fleet.session.call('ReconfigVM_Task', facts.moRef, { spec: { nestedHVEnabled: true } }),
      ),
    );
    const fault = { _type: 'ManagedObjectNotFound', obj: one };
    fleet.fault({ method, fault, times: 1 } as InjectedFault);
    await using tasks = new TaskWatcher(fleet.session);
    const ends = await Promise.all([endOf(tasks, one as MoRef), endOf(tasks, other as MoRef)]);
    expect(ends).toStrictEqual(['TASK_GONE', 'success']);
  },
);

it.each(['paused', 'Success', '', 'x'.repeat(5000), 'constructor'])(
  'a task whose state vim25 does not have ends the wait at once, without an outcome (%#)',
  async (state) => {
    const fleet = await Fleet.start([{ name: 'a', host: 'esx-01' }], { taskMs: 60_000 });
    const [plan] = await fleet.plan();
    const spec = { nestedHVEnabled: true };
    const vm = plan?.facts.moRef as MoRef;
    const ref = await fleet.session.call('ReconfigVM_Task', vm, { spec });
    const [task] = fleet.simulator.model.tasks.history.filter(
      ({ moRef }) => moRef.value === ref.value,
    );
    // What the simulator sets later changes nothing.
    Object.defineProperty(task, 'state', { get: () => state, set: () => undefined });
    await using tasks = new TaskWatcher(fleet.session);
    const end = tasks.wait(ref, { description: 'a reconfigure', deadlineMs: 3000 });
    await expect(end).rejects.toMatchObject({
      code: 'TASK_UNKNOWN',
      message: expect.stringMatching(/^.{1,200}, which vim25 does not have$/),
      cause: { code: 'UNREADABLE' },
    });
  },
);
