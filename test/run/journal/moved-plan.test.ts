import { describe, expect, it } from 'vitest';
import { refreshPlans } from '../../../src/nested/run/recovery/stale-plan.ts';
import { turnOff } from '../../../src/simulator/methods/turn-off.ts';
import { apply } from '../../helpers/apply.ts';
import { unregisterVm } from '../../helpers/registering.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { hurried, type JournalFleet, readShapes, startFleet } from './journal-fleet.ts';
import { named, other, planOf, vm } from './left-run.ts';
import { addHostAgain, clone, registerAgain, swapMoids } from './moving.ts';

expectNothingUnhandled();

describe('a saved plan', () => {
  it('is carried out on the VM, and not on the one that has its moid now', async () => {
    const fleet = await startFleet([vm, other]);
    const plan = planOf(fleet, 'vm');
    const intruder = swapMoids(fleet);
    const plans = await refreshPlans([fleet.session], [plan]);
    await apply(fleet.session, plans, hurried);
    expect(named(fleet, 'vm').state.settings.nestedHVEnabled).toBe(true);
    expect(intruder.state.settings.nestedHVEnabled).not.toBe(true);
  });

  it('is carried out on a VM that has a new moid', async () => {
    const fleet = await startFleet([vm, other]);
    addHostAgain(fleet);
    const plans = await refreshPlans([fleet.session], fleet.plans);
    const { outcomes } = await apply(fleet.session, plans, hurried);
    expect(outcomes).toMatchObject([{ outcome: 'changed' }, { outcome: 'changed' }]);
    expect(await readShapes(fleet.session)).toMatchObject({
      vm: { power: 'poweredOn', nested: true },
      other: { nested: true },
    });
  });

  it('whose VM ran and is off, as its first run was killed, names it with its uuid and its file', async () => {
    const fleet = await startFleet([vm, other]);
    registerAgain(fleet);
    turnOff(named(fleet, 'vm'), fleet.simulator.model);
    const { instanceUuid } = named(fleet, 'vm').state;
    await expect(refreshPlans([fleet.session], fleet.plans)).rejects.toMatchObject({
      vms: ['/DC/vm/vm'],
      message: expect.stringContaining(
        `/DC/vm/vm IS OFF, and ran when it was planned (instanceUuid ${instanceUuid}, file [datastore1] vm/vm.vmx)`,
      ),
    });
  });

  it.each([
    [
      'another VM has its place',
      (fleet: JournalFleet) => {
        const found = named(fleet, 'vm');
        found.state.instanceUuid = '5000aaaa-0000-0000-0000-000000000000';
      },
    ],
    [
      'two have its ids',
      (fleet: JournalFleet) => {
        registerAgain(fleet);
        clone(fleet, true);
      },
    ],
    [
      'only a clone is there',
      (fleet: JournalFleet) => {
        clone(fleet, false);
        unregisterVm(fleet.simulator);
      },
    ],
  ] as const)('is stale if %s, and names the VM with its uuid and its file', async (_, move) => {
    const fleet = await startFleet([vm, other]);
    move(fleet);
    const plans = [planOf(fleet, 'vm')];
    await expect(refreshPlans([fleet.session], plans)).rejects.toMatchObject({
      code: 'PLAN_STALE',
      vms: ['/DC/vm/vm'],
      message: expect.stringMatching(
        /\/DC\/vm\/vm may be OFF, and ran when it was planned \(instanceUuid \S+, file \[datastore1\] vm\/vm\.vmx\): /,
      ),
    });
  });
});
