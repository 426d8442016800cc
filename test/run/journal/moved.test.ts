import { describe, expect, it } from 'vitest';
import type { VmFacts } from '../../../src/nested/facts/vm-facts.ts';
import { vmKey } from '../../../src/nested/run/job.ts';
import { turnOff } from '../../../src/simulator/methods/turn-off.ts';
import type { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { unregister } from '../../../src/simulator/registration.ts';
import { resume } from '../../helpers/recover.ts';
import { removeHostOf, unregisterVm, vmsOf } from '../../helpers/registering.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { hurried, type JournalFleet, readShapes, startFleet } from './journal-fleet.ts';
import {
  journalOf,
  type Left,
  named,
  other,
  planOf,
  recoveries,
  shutDownAndDie,
  vm,
} from './left-run.ts';
import { addHostAgain, clone, registerAgain, swapMoids } from './moving.ts';

expectNothingUnhandled();

describe.each([
  ['was registered again', registerAgain],
  ['is on a host that was added again', addHostAgain],
] as const)('a VM that a run has shut down and that %s', (_, move) => {
  it.each(recoveries)('is started by a %s under its new moid', async (kind, recover) => {
    const left = await shutDownAndDie();
    const before = vmKey(planOf(left.fleet, 'vm').facts);
    move(left.fleet);
    const { outcomes, movedOn, lostDown, renamed } = await recover(left);
    expect(movedOn).toStrictEqual([]);
    expect(lostDown).toStrictEqual([]);
    expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
    expect([...renamed.values()]).toStrictEqual([before]);
    expect(await readShapes(left.fleet.session)).toMatchObject({
      vm: { power: 'poweredOn', nested: kind === 'resume' },
      other: { power: 'poweredOff', nested: false },
    });
    // The journals know their VMs and can be read again.
    expect(await journalOf(left.path)).toMatchObject({ isSealed: true, vms: [{ vm: before }] });
    if (kind === 'rollback') {
      const now = `${left.fleet.session.endpoint}#${named(left.fleet, 'vm').moRef.value}`;
      expect(await journalOf(`${left.path}.back`)).toMatchObject({
        isSealed: true,
        vms: [{ vm: now, outcome: 'changed' }],
      });
    }
  });
});

describe('a VM that a run has shut down, and of which nobody can be certain', () => {
  const facts = (left: Left) => planOf(left.fleet, 'vm').facts;
  it.each([
    [
      'it is unregistered',
      {},
      (fleet: JournalFleet) => unregisterVm(fleet.simulator),
      'no VM on the servers',
    ],
    [
      'its instanceUuid was given anew',
      {},
      (fleet: JournalFleet) => {
        registerAgain(fleet);
        named(fleet, 'vm').state.instanceUuid = '5000aaaa-0000-0000-0000-000000000000';
      },
      'no VM on the servers',
    ],
    [
      'its instanceUuid was given to another VM',
      {},
      (fleet: JournalFleet) => {
        clone(fleet, true);
        Object.assign(named(fleet, 'vm').state, { uuid: '4200aaaa-0000-0000-0000-000000000000' });
        unregister(
          vmsOf(fleet.simulator).find((one) => one.parent?.name !== 'elsewhere') as VirtualMachine,
          fleet.simulator.model,
        );
        Object.assign(named(fleet, 'vm').state, { uuid: '4200aaaa-0000-0000-0000-000000000000' });
      },
      'another BIOS uuid',
    ],
    [
      'only a clone in another place is there',
      {},
      (fleet: JournalFleet) => {
        clone(fleet, false);
        unregisterVm(fleet.simulator);
      },
      'another path',
    ],
    [
      'two have its ids and its path',
      {},
      (fleet: JournalFleet) => {
        registerAgain(fleet);
        clone(fleet, true);
      },
      'UNKNOWN',
    ],
    [
      'its BIOS uuid was not written down',
      { biosUuid: undefined },
      registerAgain,
      'were not written down',
    ],
    [
      'its path was not written down',
      { vmPathName: undefined },
      registerAgain,
      'were not written down',
    ],
    [
      'its instanceUuid was not written down',
      { instanceUuid: undefined },
      (fleet: JournalFleet) => unregisterVm(fleet.simulator),
      'never read',
    ],
  ] as const)('as %s, is named as off and not touched', async (_what, without, move, reason) => {
    for (const [, recover] of recoveries) {
      const left = await shutDownAndDie({
        facts: (seen) => {
          const kept = Object.entries({ ...seen, ...without }).filter(
            ([, value]) => value !== undefined,
          );
          return Object.fromEntries(kept) as unknown as VmFacts;
        },
      });
      move(left.fleet);
      const { outcomes, movedOn, lostDown, leftDown } = await recover(left);
      expect(outcomes).toStrictEqual([]);
      expect(movedOn).toMatchObject([{ reason: expect.stringContaining(reason) }]);
      expect(leftDown).toStrictEqual([]);
      expect(lostDown).toMatchObject([{ path: facts(left).path, moRef: facts(left).moRef }]);
      const { requests } = left.fleet.simulator;
      expect(requests.of('PowerOnMultiVM_Task') + requests.of('ReconfigVM_Task')).toBe(0);
    }
  });

  it('is started by a later resume, once its host is back', async () => {
    const left = await shutDownAndDie();
    const addHost = removeHostOf(left.fleet.simulator);
    expect(await resume([left.fleet.session], left.path, hurried)).toMatchObject({
      lostDown: [{ name: 'vm' }],
    });
    expect(await journalOf(left.path)).toMatchObject({ isSealed: false });
    addHost();
    expect(await resume([left.fleet.session], left.path, hurried)).toMatchObject({
      outcomes: [{ outcome: 'changed' }],
    });
  });
});

it('a clone in another place does not keep a VM from being found', async () => {
  const left = await shutDownAndDie();
  clone(left.fleet, false);
  registerAgain(left.fleet);
  expect(await resume([left.fleet.session], left.path, hurried)).toMatchObject({
    outcomes: [{ outcome: 'changed' }],
  });
  expect(await readShapes(left.fleet.session)).toMatchObject({
    vm: { power: 'poweredOn', nested: true },
    other: { power: 'poweredOff', nested: false },
  });
});

it('a VM is found on any server of the run', async () => {
  const left = await shutDownAndDie();
  const elsewhere = await startFleet([vm, other]);
  unregisterVm(left.fleet.simulator);
  turnOff(named(elsewhere, 'vm'), elsewhere.simulator.model);
  const sessions = [left.fleet.session, elsewhere.session];
  expect(await resume(sessions, left.path, hurried)).toMatchObject({
    outcomes: [{ outcome: 'changed' }],
  });
  expect(await readShapes(elsewhere.session)).toMatchObject({ vm: { power: 'poweredOn' } });
});

it('a VM that has the moid now of the one that was shut down is not touched', async () => {
  const left = await shutDownAndDie();
  const intruder = swapMoids(left.fleet);
  expect(await resume([left.fleet.session], left.path, hurried)).toMatchObject({
    outcomes: [{ outcome: 'changed', plan: { facts: { name: 'vm' } } }],
  });
  expect(intruder.state.powerState).toBe('poweredOff');
  expect(intruder.state.settings.nestedHVEnabled).not.toBe(true);
});
