import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rules } from '../../../src/simulator/index.ts';
import { rebootGuest } from '../../../src/simulator/methods/guest-boot.ts';
import { RuntimeWatcher } from '../../../src/vsphere/index.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { cycled, options, powerCalls, vmOf } from './cycled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

describe('a VM that HA restarts', () => {
  it('is left to it before its turn', async () => {
    const { fleet, outcome } = await cycled({}, (of) => {
      vmOf(of).state.runtime = { vmFailoverInProgress: true };
    });
    expect(powerCalls(fleet)).toStrictEqual({});
    expect(outcome).toMatchObject({ outcome: 'untouched', error: { code: 'HA_FAILOVER' } });
  });

  it.each([
    ['and is off yet', false, { outcome: 'left-off', error: { code: 'LEFT_OFF' } }],
    ['and that is on again', true, { outcome: 'failed', error: { code: 'HA_FAILOVER' } }],
  ])(
    'is left to it where its host fails while its guest goes down %s',
    async (_, restarts, end) => {
      const fleet = await Fleet.start([running('vm')]);
      const plans = await fleet.plan({ powerCycle: 'soft' });
      const { requests } = fleet.simulator;
      const vm = vmOf(fleet);
      const marks = { cleanPowerOff: false, dasProtected: true };
      Object.defineProperty(vm.state, 'runtime', { get: () => marks, set: () => undefined });
      let readsOff = 0;
      if (restarts) {
        // HA has it once it was read some times as off.
        let power: string = 'poweredOn';
        Object.defineProperty(vm.state, 'powerState', {
          get: () => {
            readsOff += power === 'poweredOff' ? 1 : 0;
            return readsOff > 200 ? 'poweredOn' : power;
          },
          set: (state: string) => {
            power = state;
          },
        });
      }
      const { outcomes } = await apply(fleet.session, plans, {
        ...options,
        busyTimeoutMs: restarts ? 60_000 : 100,
      });
      expect(requests.of('PowerOnMultiVM_Task') + requests.of('PowerOnVM_Task')).toBe(0);
      expect(requests.of('ReconfigVM_Task')).toBe(0);
      expect(outcomes).toMatchObject([end]);
    },
  );
});

describe('once a VM is off', () => {
  it('and its power-on is disabled, no change is tried and it is named', async () => {
    const { fleet, outcome } = await cycled(
      { disabledMethods: ['PowerOnVM_Task'] },
      () => undefined,
      {
        patienceMs: 500,
      },
    );
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
    expect(outcome).toMatchObject({
      outcome: 'left-off',
      error: { message: expect.stringContaining('PowerOnVM_Task disabled') },
    });
  });

  it('and its reconfigure is disabled, no change is tried and it is started again', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const { state } = vmOf(fleet);
    const { outcomes } = await fleet.apply({
      patienceMs: 500,
      onEvent: (event) => {
        if (event.kind === 'step' && event.step === 'shutdown') {
          Object.assign(state, { disabledMethods: ['ReconfigVM_Task'] });
        }
      },
    });
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
    expect(outcomes).toMatchObject([{ outcome: 'failed', error: { code: 'METHOD_DISABLED' } }]);
    expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOn' });
  });

  // Five tries were enough for a short upgrade, so here each one is refused eight times.
  const refusals = [
    ['TaskInProgress', { task: { type: 'Task', value: 'task-1' } }],
    ['ConcurrentAccess', {}],
  ] as const;

  it.each(
    rules.scheduledUpgrade.answers.flatMap((answer) =>
      refusals.map((one) => [answer, ...one] as const),
    ),
  )(
    'a hardware upgrade that was scheduled is no obstacle, however often the VM is busy (%s, %s)',
    async (scheduledUpgrade, _type, more) => {
      const scheduledHardwareUpgradeInfo = {
        upgradePolicy: 'always',
        versionKey: 'vmx-20',
        scheduledHardwareUpgradeStatus: 'pending',
      } as const;
      const settings = { scheduledHardwareUpgradeInfo };
      const vm = running('vm', { hardware: 'vmx-19', settings });
      const fleet = await Fleet.start([vm], { rules: { scheduledUpgrade }, taskMs: 50 });
      const plans = await fleet.plan({ powerCycle: 'soft', upgradeHardware: 'vmx-20' });
      fleet.fault({ method: 'ReconfigVM_Task', fault: { _type, ...more }, times: 8 });
      const { outcomes } = await apply(fleet.session, plans, { ...options, patienceMs: 60_000 });
      expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
      expect(vmOf(fleet).state.hardwareVersion).toBe(20);
    },
  );
});

describe('a VM with a device of its host', () => {
  it.each(['hostUsb', 'hostCdrom', 'hostFloppy', 'hostDisk'] as const)(
    '(%s) is started there, and not where DRS would have it',
    async (device) => {
      const { fleet, outcome } = await cycled({ devices: [device] }, () => undefined);
      expect(powerCalls(fleet)).toStrictEqual({ ShutdownGuest: 1, PowerOnVM_Task: 1 });
      expect(outcome).toMatchObject({ outcome: 'changed' });
    },
  );
});

describe('a VM whose next reboot powers it off', () => {
  it.each([
    ['with Tools', 'running'],
    ['without Tools', 'notRunning'],
  ] as const)('is named where its guest %s reboots right after the start', async (_, tools) => {
    const guestTimeoutMs = 12_345;
    const settings = { rebootPowerOff: true };
    const fleet = await Fleet.start([running('vm', { tools, settings, guestBoot: 'never' })]);
    const { waitFor } = RuntimeWatcher.prototype;
    const waits = vi.spyOn(RuntimeWatcher.prototype, 'waitFor');
    onTestFinished(() => waits.mockRestore());
    waits.mockImplementation(function (this: RuntimeWatcher, ...asked) {
      if (asked[2] === guestTimeoutMs) {
        rebootGuest(vmOf(fleet), fleet.simulator.model);
      }
      return waitFor.apply(this, asked);
    });
    const outcome = await fleet.applyOne({ guestTimeoutMs }, { powerCycle: 'hard' });
    expect(outcome).toMatchObject({ outcome: 'left-off', error: { code: 'LEFT_OFF' } });
    expect(outcome.error?.message).toContain('went off again');
  });

  it('is changed where its guest stays up', async () => {
    const { outcome } = await cycled({ settings: { rebootPowerOff: true } }, () => undefined, {
      guestTimeoutMs: 100,
    });
    expect(outcome).toMatchObject({ outcome: 'changed' });
  });
});
