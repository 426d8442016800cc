import { describe, expect, it, vi } from 'vitest';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import type { Applied } from '../../../src/nested/run/jobs/run-jobs.ts';
import { rules } from '../../../src/simulator/index.ts';
import { bootGuest } from '../../../src/simulator/methods/guest-boot.ts';
import { turnOff } from '../../../src/simulator/methods/turn-off.ts';
import { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { connect } from '../../../src/vsphere/index.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, hurried, running } from './fleet.ts';

expectNothingUnhandled();

const never = running('vm', { guestShutdown: 'never' });
const options = { ...hurried, shutdownTimeoutMs: 600, guestTimeoutMs: 2000, pollMs: 100 };

/** What somebody else does to the VM, whom no client of the test can see. */
type Deed = (vm: VirtualMachine, fleet: Fleet) => void;

function restart(vm: VirtualMachine, { simulator }: Fleet): void {
  const { model } = simulator;
  turnOff(vm, model);
  const nestedHV = vm.state.settings.nestedHVEnabled === true;
  vm.state.powerState = 'poweredOn';
  vm.state.bootTime = model.timestamps.next();
  vm.state.changeVersion = vm.state.bootTime;
  vm.state.running = { nestedHV, guest: { isUp: true } };
}

const change: Deed = ({ state }, { simulator }) => {
  state.settings = { ...state.settings, nestedHVEnabled: true };
  state.changeVersion = simulator.model.timestamps.next();
};

function vmsOf({ simulator }: Fleet): readonly VirtualMachine[] {
  const objects = [...simulator.model.inventory.objects()];
  return objects.filter((object) => object instanceof VirtualMachine);
}

/** A run on one VM that somebody else does something to once its guest was asked to shut down. */
async function meanwhile(
  powerCycle: 'soft' | 'hard',
  deed: Deed,
  { vm = never, at = 'ShutdownGuest' }: { vm?: typeof never; at?: string } = {},
): Promise<{ fleet: Fleet; applied: Applied }> {
  const fleet = await Fleet.start([vm]);
  const plans = await fleet.plan({ powerCycle });
  const applying = apply(fleet.session, plans, options);
  await vi.waitFor(() => expect(fleet.simulator.requests.of(at)).toBe(1), {
    interval: 1,
    timeout: 10_000,
  });
  for (const one of vmsOf(fleet)) {
    deed(one, fleet);
    fleet.simulator.model.inventory.touch(one);
  }
  return { fleet, applied: await applying };
}

describe('a VM that somebody else has started again while its guest was waited for', () => {
  it.each(['soft', 'hard'] as const)(
    'under %s is not powered off, and nobody says that it may go off',
    async (mode) => {
      const { fleet, applied } = await meanwhile(mode, restart);
      expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(0);
      expect(applied.outcomes).toMatchObject([
        { outcome: 'failed', error: { code: 'PLAN_STALE' } },
      ]);
      expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOn' });
    },
  );

  it('with what was wanted is done, and nothing is sent', async () => {
    const { fleet, applied } = await meanwhile('hard', (vm, of) => {
      turnOff(vm, of.simulator.model);
      change(vm, of);
      restart(vm, of);
    });
    const { requests } = fleet.simulator;
    expect(applied.outcomes).toMatchObject([{ outcome: 'changed' }]);
    expect([requests.of('PowerOffVM_Task'), requests.of('ReconfigVM_Task')]).toEqual([0, 0]);
    expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
  });

  it('is seen before the power-off is tried again that a task stood in the way of', async () => {
    const vm = running('vm', { tools: 'notInstalled' });
    const fleet = await Fleet.start([vm]);
    fleet.fault({
      method: 'PowerOffVM_Task',
      times: 1,
      fault: { _type: 'TaskInProgress', task: { type: 'Task', value: 't' } },
    });
    const applying = fleet.apply({}, { powerCycle: 'hard' });
    await vi.waitFor(() => expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(1), {
      interval: 1,
      timeout: 10_000,
    });
    for (const one of vmsOf(fleet)) {
      restart(one, fleet);
    }
    const { outcomes } = await applying;
    expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(1);
    expect(outcomes).toMatchObject([{ outcome: 'failed', error: { code: 'PLAN_STALE' } }]);
  });
});

describe('a VM that is another thing than what was asked to shut down', () => {
  it('by its state: one that was suspended keeps its memory', async () => {
    const { fleet, applied } = await meanwhile('hard', ({ state }) => {
      state.powerState = 'suspended';
      state.running = undefined;
    });
    expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(0);
    expect(applied.outcomes).toMatchObject([{ error: { code: 'PLAN_STALE' } }]);
    expect(await fleet.states()).toStrictEqual({ vm: 'plain suspended' });
  });

  it('by its identity is not powered off', async () => {
    const { fleet, applied } = await meanwhile('hard', (vm) => {
      Object.assign(vm.state, { instanceUuid: '5000aaaa-0000-0000-0000-000000000000' });
    });
    expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(0);
    expect(applied.outcomes).toMatchObject([{ outcome: 'failed' }]);
  });

  it('by its values is not powered off, and may go off', async () => {
    const { fleet, applied } = await meanwhile('hard', change);
    expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(0);
    expect(applied.outcomes).toMatchObject([
      { outcome: 'open', error: { code: 'GUEST_STAYS_ON' } },
    ]);
  });

  it.each(['soft', 'hard'] as const)(
    'under %s was restarted since it was planned upon',
    async (powerCycle) => {
      const fleet = await Fleet.start([running('vm')]);
      const plans = await fleet.plan({ powerCycle });
      for (const vm of vmsOf(fleet)) {
        restart(vm, fleet);
      }
      const { outcomes } = await apply(fleet.session, plans, options);
      expect(outcomes).toMatchObject([{ outcome: 'failed', error: { code: 'PLAN_STALE' } }]);
      expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
    },
  );

  it.each(['poweredOn', 'poweredOff'] as const)(
    'a suspended one that is %s now has nothing to discard',
    async (powerState) => {
      const fleet = await Fleet.start([running('vm', { power: 'suspended' })]);
      const plans = await fleet.plan({ discardSuspended: true });
      const step = vi.fn<(name: string) => void>();
      const { outcomes } = await apply(fleet.session, plans, {
        ...options,
        journal: {
          append: (entry) => {
            if (entry.kind === 'step' && entry.step === 'discard') {
              for (const { state } of vmsOf(fleet)) {
                state.powerState = powerState;
              }
            }
            step(entry.kind);
            return Promise.resolve();
          },
        },
      });
      expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(0);
      expect(outcomes).toMatchObject([
        { outcome: powerState === 'poweredOff' ? 'changed' : 'failed' },
      ]);
    },
  );
});

describe('a guest that restarts in place of shutting down', () => {
  it.each(['soft', 'hard'] as const)(
    'under %s is not powered off: GUEST_RESTARTED',
    async (mode) => {
      const fleet = await Fleet.start([
        running('vm', { guestShutdown: 'reboots', guestBoot: 200 }),
      ]);
      const { outcomes } = await fleet.apply(
        { shutdownTimeoutMs: 5000, pollMs: 20 },
        { powerCycle: mode },
      );
      expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(0);
      expect(outcomes).toMatchObject([{ outcome: 'open', error: { code: 'GUEST_RESTARTED' } }]);
      expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOn' });
    },
  );

  it('and that hangs there has stopped and not run again: hard powers it off', async () => {
    const { fleet } = await meanwhile('hard', (vm, { simulator }) => {
      vm.state.guestBoot = 'never';
      bootGuest(vm, simulator.model);
    });
    expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(1);
  });
});

describe('a moved changeVersion with the bootTime that it had', () => {
  it('ends no watch: the guest goes off, and is changed', async () => {
    const { fleet, applied } = await meanwhile(
      'soft',
      ({ state }, { simulator }) => {
        state.changeVersion = simulator.model.timestamps.next();
      },
      { vm: running('vm', { guestShutdown: 300 }) },
    );
    expect(applied.outcomes).toMatchObject([{ outcome: 'changed' }]);
    expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
  });

  it.each(rules.changeVersionAtPower.answers)(
    'a whole power cycle where it moves by the rule %s',
    async (answer) => {
      const vm = running('vm', { guestShutdown: 'never', guestBoot: 50 });
      const fleet = await Fleet.start([vm], { rules: { changeVersionAtPower: answer } });
      expect(
        await fleet.applyOne({ shutdownTimeoutMs: 100 }, { powerCycle: 'hard' }),
      ).toMatchObject({
        outcome: 'changed',
      });
      expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(1);
    },
  );
});

describe('two runs on the same VMs', () => {
  it('power no VM off that the other has started again, and change each once', async () => {
    const fleet = await Fleet.start(
      [
        running('slow', { guestShutdown: 2000 }),
        running('never', { guestShutdown: 'never' }),
        running('quick', { host: 'esx-02' }),
        { name: 'off', host: 'esx-02' },
      ],
      { taskMs: 20 },
    );
    const { url, user: username, password, fingerprint256 } = fleet.simulator;
    const trust = { kind: 'pinned', fingerprint256 } as const;
    await using other = await connect({ url, username, password, trust });
    const plans: VmPlan[] = await fleet.plan({ powerCycle: 'hard' });
    const both = { ...hurried, shutdownTimeoutMs: 1000, pollMs: 300, maxFailures: 10 };
    const runs = await Promise.all([apply(fleet.session, plans, both), apply(other, plans, both)]);
    expect(await fleet.states()).toStrictEqual({
      slow: 'nested poweredOn',
      never: 'nested poweredOn',
      quick: 'nested poweredOn',
      off: 'nested poweredOff',
    });
    const { model } = fleet.simulator;
    const done = model.tasks.history.filter(({ state }) => state === 'success');
    const doneTo = (method: string) =>
      done
        .filter(({ parts }) => parts.method === method)
        .map(({ parts }) => parts.entity.name)
        .sort();
    expect(doneTo('PowerOffVM_Task')).toEqual(['never', 'slow']);
    expect(doneTo('ReconfigVM_Task')).toEqual(['never', 'off', 'quick', 'slow']);
    expect(doneTo('PowerOnVM_Task')).toEqual(['never', 'quick', 'slow']);
    const outcomes = runs.flatMap((run) => run.outcomes.map(({ outcome }) => outcome));
    expect(outcomes).not.toContain('open');
  });
});
