import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ApplyOptions, apply, type VmPlan } from '../../src/index.ts';
import { runJobs } from '../../src/nested/apply/apply.ts';
import { jobOf } from '../../src/nested/apply/job.ts';
import { type RuleAnswers, rules, type VmData } from '../../src/simulator/index.ts';
import { rebootGuest } from '../../src/simulator/methods/guest-boot.ts';
import type { HostSystem } from '../../src/simulator/model/host-system.ts';
import type { ManagedEntity } from '../../src/simulator/model/managed-entity.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { RuntimeWatcher } from '../../src/vsphere/index.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';
import { Fleet, hurried, running } from './fleet.ts';

expectNothingUnhandled();

const options: ApplyOptions = { ...hurried, busyTimeoutMs: 100 };

function vmOf({ simulator }: Fleet, name = 'vm'): VirtualMachine {
  for (const object of simulator.model.inventory.objects()) {
    if (object instanceof VirtualMachine && object.name === name) {
      return object;
    }
  }
  throw new Error(`there is no ${name}`);
}

/** What another program has begun on an object; ends it when called. */
function work({ simulator }: Fleet, entity: ManagedEntity, descriptionId: string): () => void {
  let end = (): void => undefined;
  const promise = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  simulator.model.tasks.start({
    entity,
    method: 'Other_Task',
    descriptionId,
    userName: 'backup',
    work: () => promise,
  });
  return end;
}

function powerCalls({ simulator: { requests } }: Fleet): Record<string, number> {
  const methods = ['ShutdownGuest', 'PowerOffVM_Task', 'PowerOnVM_Task', 'PowerOnMultiVM_Task'];
  return Object.fromEntries(
    methods.map((method) => [method, requests.of(method)] as const).filter(([, count]) => count),
  );
}

async function cycled(
  data: Partial<VmData>,
  begin: (fleet: Fleet) => void,
  more: ApplyOptions & { powerCycle?: 'soft' | 'hard'; rules?: Partial<RuleAnswers> } = {},
) {
  const { powerCycle = 'soft', rules: answers = {}, ...others } = more;
  const fleet = await Fleet.start([running('vm', data)], { rules: answers });
  const plans = await fleet.plan({ powerCycle });
  begin(fleet);
  const { outcomes } = await apply(fleet.session, plans, { ...options, ...others });
  return { fleet, outcome: outcomes[0] };
}

const busyAfterPlanning: readonly [string, (fleet: Fleet) => void][] = [
  ['a storage vMotion', (fleet) => void work(fleet, vmOf(fleet), 'VirtualMachine.relocate')],
  ['a snapshot', (fleet) => void work(fleet, vmOf(fleet), 'VirtualMachine.createSnapshot')],
  [
    'a snapshot in the background',
    (fleet) => {
      vmOf(fleet).state.runtime = { snapshotInBackground: true };
    },
  ],
];

describe.each(busyAfterPlanning)('a VM on which %s has begun since it was planned', (_, begin) => {
  it.each([
    ['soft', 'running', 'accepted'],
    ['soft', 'running', 'TaskInProgress'],
    ['hard', 'running', 'accepted'],
    ['hard', 'notRunning', 'accepted'],
  ] as const)('is skipped under %s with Tools %s (%s)', async (powerCycle, tools, answer) => {
    const { fleet, outcome } = await cycled({ tools }, begin, {
      powerCycle,
      rules: { guestWhileBusy: answer },
    });
    expect(powerCalls(fleet)).toStrictEqual({});
    expect(outcome).toMatchObject({ outcome: 'untouched', error: { code: 'BUSY' } });
    expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOn' });
  });
});

it('a VM is changed once what has begun on it is over', async () => {
  const { outcome } = await cycled(
    {},
    (fleet) => {
      const end = work(fleet, vmOf(fleet), 'VirtualMachine.createSnapshot');
      fleet.simulator.model.inventory.nextChange(AbortSignal.timeout(60_000)).then(end, end);
    },
    { busyTimeoutMs: 60_000 },
  );
  expect(outcome).toMatchObject({ outcome: 'changed' });
});

it('a backup that begins while the guest goes down keeps hard from powering its VM off', async () => {
  const { fleet, outcome } = await cycled({ guestShutdown: 'never' }, () => undefined, {
    powerCycle: 'hard',
    shutdownTimeoutMs: 0,
  });
  expect(outcome).toMatchObject({ outcome: 'changed' });
  const other = await Fleet.start([running('vm', { guestShutdown: 'never' })]);
  const applied = await apply(other.session, await other.plan({ powerCycle: 'hard' }), {
    ...options,
    shutdownTimeoutMs: 100,
    onEvent: (event) => {
      if (event.kind === 'step' && event.step === 'shutdown') {
        work(other, vmOf(other), 'VirtualMachine.createSnapshot');
      }
    },
  });
  expect(powerCalls(fleet)).toMatchObject({ PowerOffVM_Task: 1 });
  expect(powerCalls(other)).toStrictEqual({ ShutdownGuest: 1 });
  expect(applied.outcomes).toMatchObject([
    {
      outcome: 'open',
      error: { code: 'GUEST_STAYS_ON', message: expect.stringContaining('Snapshot') },
    },
  ]);
});

it('a busy VM is no failure: the others have their turn', async () => {
  const fleet = await Fleet.start([running('vm'), running('next')]);
  const plans = await fleet.plan({ powerCycle: 'soft' });
  work(fleet, vmOf(fleet), 'VirtualMachine.relocate');
  const { outcomes } = await apply(fleet.session, plans, options);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['untouched', 'changed']);
});

const hostStates: readonly [string, string, (host: HostSystem, fleet: Fleet) => void][] = [
  [
    'is in maintenance',
    'HOST_IN_MAINTENANCE',
    ({ state }) => Object.assign(state, { maintenance: 'in' }),
  ],
  ['is in standby', 'HOST_IN_STANDBY', ({ state }) => Object.assign(state, { standby: true })],
  [
    'is in remediation',
    'HOST_IN_REMEDIATION',
    ({ state }) => Object.assign(state, { remediation: true }),
  ],
  [
    'enters maintenance',
    'HOST_ENTERING_MAINTENANCE',
    (host, fleet) => void work(fleet, host, 'HostSystem.enterMaintenanceMode'),
  ],
  [
    'belongs to a cluster in remediation',
    'CLUSTER_IN_REMEDIATION',
    ({ parent }, fleet) =>
      void (parent && work(fleet, parent, 'com.vmware.vcIntegrity.RemediateTask')),
  ],
];

describe.each(hostStates)('where the host %s by the time of its turn', (_, code, begin) => {
  const onHost = (fleet: Fleet): void => begin(vmOf(fleet).host, fleet);

  it('no VM goes down', async () => {
    const { fleet, outcome } = await cycled({}, onHost);
    expect(powerCalls(fleet)).toStrictEqual({});
    expect(outcome).toMatchObject({ outcome: 'untouched' });
    expect(outcome?.error?.message).toContain(code);
  });

  it('one that is down is finished', async () => {
    const fleet = await Fleet.start([running('vm', { power: 'poweredOff' })]);
    const plans = await fleet.plan();
    onHost(fleet);
    const jobs = plans.map((plan) => ({ ...jobOf(plan), powerAfter: 'poweredOn' as const }));
    await runJobs([fleet.session], jobs, options);
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(1);
    expect(fleet.simulator.requests.of('PowerOnMultiVM_Task')).toBeGreaterThan(0);
  });
});

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

  it.each([
    ['TaskInProgress', { task: { type: 'Task', value: 'task-1' } }],
    ['ConcurrentAccess', {}],
  ])('more than five answers of %s are waited for', async (_type, task) => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'ReconfigVM_Task', fault: { _type, ...task }, times: 8 });
    expect(await fleet.applyOne({ patienceMs: 60_000 })).toMatchObject({ outcome: 'changed' });
  });

  it.each(rules.scheduledUpgrade.answers)(
    'a hardware upgrade that was scheduled is no obstacle (%s)',
    async (scheduledUpgrade) => {
      const scheduledHardwareUpgradeInfo = {
        upgradePolicy: 'always',
        versionKey: 'vmx-20',
        scheduledHardwareUpgradeStatus: 'pending',
      } as const;
      const settings = { scheduledHardwareUpgradeInfo };
      const vm = running('vm', { hardware: 'vmx-19', settings });
      const fleet = await Fleet.start([vm], { rules: { scheduledUpgrade }, taskMs: 50 });
      const plans = await fleet.plan({ powerCycle: 'soft' });
      const forced = plans.map((plan): VmPlan => ({ ...plan, fate: 'change' }));
      const { outcomes } = await apply(fleet.session, forced, options);
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
