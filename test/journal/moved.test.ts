import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply, readJournal, refreshPlans, type VmFacts, type VmPlan } from '../../src/index.ts';
import { jobOf, vmKey } from '../../src/nested/apply/job.ts';
import { JournalFile } from '../../src/nested/journal/journal-file.ts';
import { resume, rollback } from '../../src/nested/journal/recovery.ts';
import { turnOff } from '../../src/simulator/methods/turn-off.ts';
import type { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { unregister } from '../../src/simulator/registration.ts';
import {
  registerVmAgain,
  removeHostOf,
  unregisterVm,
  vmNamed,
  vmsOf,
} from '../helpers/registering.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';
import {
  hurried,
  type JournalFleet,
  planOptions,
  readShapes,
  startFleet,
} from './journal-fleet.ts';

expectNothingUnhandled();

const vm = { name: 'vm', host: 'esx-01', power: 'poweredOn', tools: 'running' } as const;
const other = { name: 'other', host: 'esx-02', folder: 'elsewhere' } as const;

const named = ({ simulator }: JournalFleet, name: string): VirtualMachine =>
  vmNamed(simulator, name);

function planOf({ plans }: JournalFleet, name = 'vm'): VmPlan {
  const found = plans.find(({ facts }) => facts.name === name);
  if (found === undefined) {
    throw new Error(`there is no plan for ${name}`);
  }
  return found;
}

interface Left {
  readonly fleet: JournalFleet;
  readonly path: string;
}

/** What a run leaves that dies after it has shut its VM down. */
async function shutDownAndDie(
  written: (facts: VmFacts) => VmFacts = (facts) => facts,
): Promise<Left> {
  const fleet = await startFleet([vm, other]);
  const plan = planOf(fleet);
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'enable', [
    jobOf({ ...plan, facts: written(plan.facts) }),
  ]);
  await journal.append({ kind: 'step', vm: vmKey(plan.facts), step: 'shutdown' });
  turnOff(named(fleet, 'vm'), fleet.simulator.model);
  return { fleet, path };
}

const registerAgain = ({ simulator }: JournalFleet): void => registerVmAgain(simulator);
const addHostAgain = ({ simulator }: JournalFleet): void => removeHostOf(simulator)();

const recoveries = [
  ['resume', ({ fleet, path }: Left) => resume([fleet.session], path, hurried)],
  [
    'rollback',
    ({ fleet, path }: Left) =>
      rollback([fleet.session], path, `${path}.back`, { ...hurried, plan: planOptions }),
  ],
] as const;

const journalOf = async (path: string) => readJournal(path, await readFile(path, 'utf8'));

describe.each([
  ['was registered again', registerAgain],
  ['is on a host that was added again', addHostAgain],
] as const)('a VM that a run has shut down and that %s', (_, move) => {
  it.each(recoveries)('is started by a %s under its new moid', async (kind, recover) => {
    const left = await shutDownAndDie();
    const before = vmKey(planOf(left.fleet).facts);
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

/** Gives another VM the ids of the one that the run has shut down, as a clone has them. */
function clone(fleet: JournalFleet, isSameFile: boolean): void {
  const { uuid, instanceUuid } = named(fleet, 'vm').state;
  const copy = named(fleet, 'other');
  Object.assign(copy.state, { uuid, instanceUuid });
  copy.name = isSameFile ? 'vm' : copy.name;
}

describe('a VM that a run has shut down, and of which nobody can be certain', () => {
  const facts = (left: Left) => planOf(left.fleet).facts;
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
      const left = await shutDownAndDie((seen) => {
        const kept = Object.entries({ ...seen, ...without }).filter(
          ([, value]) => value !== undefined,
        );
        return Object.fromEntries(kept) as unknown as VmFacts;
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

/** Registers a VM again, and gives its moid to another one. @returns the other one */
function swapMoids(fleet: JournalFleet): VirtualMachine {
  const { model } = fleet.simulator;
  const before = named(fleet, 'vm').moRef;
  registerAgain(fleet);
  const intruder = named(fleet, 'other');
  unregister(intruder, model);
  intruder.moRef = before;
  intruder.destroyed = false;
  model.inventory.add(intruder);
  return intruder;
}

it('a VM that has the moid now of the one that was shut down is not touched', async () => {
  const left = await shutDownAndDie();
  const intruder = swapMoids(left.fleet);
  expect(await resume([left.fleet.session], left.path, hurried)).toMatchObject({
    outcomes: [{ outcome: 'changed', plan: { facts: { name: 'vm' } } }],
  });
  expect(intruder.state.powerState).toBe('poweredOff');
  expect(intruder.state.settings.nestedHVEnabled).not.toBe(true);
});

it.each(recoveries)(
  'a change that somebody else has made is left alone by a %s',
  async (_, recover) => {
    const left = await shutDownAndDie();
    const { state } = named(left.fleet, 'vm');
    state.settings = { ...state.settings, nestedHVEnabled: true };
    state.extraConfig.set('demo.set', 'new');
    state.extraConfig.set('demo.changed', 'new');
    expect(await recover(left)).toMatchObject({
      outcomes: [],
      movedOn: [{ reason: 'somebody else has made the change' }],
      leftDown: [{ name: 'vm' }],
    });
    expect(state.powerState).toBe('poweredOff');
    expect(state.settings.nestedHVEnabled).toBe(true);
  },
);

describe('a saved plan', () => {
  it('is carried out on the VM, and not on the one that has its moid now', async () => {
    const fleet = await startFleet([vm, other]);
    const plan = planOf(fleet);
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
  ] as const)('is stale if %s', async (_, move) => {
    const fleet = await startFleet([vm, other]);
    move(fleet);
    const plans = [planOf(fleet)];
    await expect(refreshPlans([fleet.session], plans)).rejects.toMatchObject({
      code: 'PLAN_STALE',
      vms: ['/DC/vm/vm'],
    });
  });
});
