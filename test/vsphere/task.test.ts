import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { reconfigure, TaskWatcher } from '../../src/vsphere/index.ts';
import { Fleet } from '../apply/fleet.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

it('a task that could not be added to a round under way is added to the next', {
  timeout: 40_000,
}, async () => {
  const vms = ['a', 'b'].map((name) => ({ name, host: 'esx-01' }));
  // The first task holds its round back for longer than the second waits to be added.
  const fleet = await Fleet.start(vms, { taskMs: 6000 });
  fleet.fault({ method: 'ModifyListView', fault: { _type: 'NotSupported' }, times: 1 });
  const pauses = [0, 200];
  await using tasks = new TaskWatcher(fleet.session);
  await Promise.all(
    (await fleet.plan()).map(async ({ facts }, index) => {
      await sleep(pauses[index]);
      await reconfigure(fleet.session, tasks, facts.moRef, { nestedHVEnabled: true });
    }),
  );
  expect(fleet.simulator.requests.of('ModifyListView')).toBe(2);
});
