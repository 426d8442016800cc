import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/nested/run/journal-entry.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

const on = 'nested poweredOn';
const untouched = 'plain poweredOn';
/** Longer than tasks are read for: they are waited for by a filter. */
const taskMs = 400;

describe('a VM that runs', () => {
  it('is shut down by its guest, changed, and started again', async () => {
    const fleet = await Fleet.start([running('vm')]);
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: on });
    const { requests } = fleet.simulator;
    expect(requests.of('ShutdownGuest')).toBe(1);
    expect(requests.of('PowerOffVM_Task')).toBe(0);
    expect(requests.of('ReconfigVM_Task')).toBe(1);
    expect(requests.of('PowerOnMultiVM_Task')).toBe(1);
  });

  it('on an ESXi is started without a datacenter', async () => {
    const hosts = [{ name: 'esx-01' }];
    const inventory = { datacenters: [{ name: 'ha-datacenter', hosts, vms: [running('vm')] }] };
    const fleet = await Fleet.start([], { kind: 'esx', inventory });
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: on });
    expect(fleet.simulator.requests.of('PowerOnVM_Task')).toBe(1);
  });

  it('that does not shut down in time is powered off under a hard cycle', async () => {
    const fleet = await Fleet.start([running('vm', { guestShutdown: 'never' })]);
    const outcome = await fleet.applyOne({ shutdownTimeoutMs: 100 }, { powerCycle: 'hard' });
    expect(outcome).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: on });
    expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(1);
  });

  it('without Tools is powered off under a hard cycle, without asking', async () => {
    const fleet = await Fleet.start([running('vm', { tools: 'notInstalled' })]);
    expect(await fleet.applyOne({}, { powerCycle: 'hard' })).toMatchObject({ outcome: 'changed' });
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
  });

  it('that never shuts down under a soft cycle stays on, unchanged, and is named', async () => {
    const fleet = await Fleet.start([running('vm', { guestShutdown: 'never' })]);
    const outcome = await fleet.applyOne({ shutdownTimeoutMs: 100, lingerMs: 200 });
    expect(outcome).toMatchObject({ outcome: 'open', error: { code: 'GUEST_STAYS_ON' } });
    expect(await fleet.states()).toStrictEqual({ vm: untouched });
  });

  it('that shuts down long after its time is changed and started all the same', async () => {
    const fleet = await Fleet.start([running('vm', { guestShutdown: 1200 })]);
    const outcome = await fleet.applyOne({ shutdownTimeoutMs: 100, lingerMs: 10_000 });
    expect(outcome).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: on });
  });
});

describe('what goes wrong on the way', () => {
  it('a change that is refused while the VM is off: it is started again', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const taskFault = { _type: 'GenericVmConfigFault', reason: 'no' };
    fleet.fault({ method: 'ReconfigVM_Task', taskFault });
    const outcome = await fleet.applyOne();
    expect(outcome).toMatchObject({ outcome: 'failed', error: { fault: 'GenericVmConfigFault' } });
    expect(await fleet.states()).toStrictEqual({ vm: untouched });
  });

  it('a change that the server ignores: the VM is started again, and it is said', async () => {
    const fleet = await Fleet.start([running('vm', { hardware: 'vmx-08' })]);
    const { outcomes } = await fleet.applyBlindly();
    expect(outcomes).toMatchObject([{ outcome: 'unverified', unmet: { nestedHVEnabled: {} } }]);
    expect(await fleet.states()).toStrictEqual({ vm: untouched });
  });

  it('a power-on that fails once: the VM is started where it ran', async () => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'PowerOnMultiVM_Task', taskFault: { _type: 'InvalidState' } });
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: on });
  });

  it('a VM that would not start with the change: that is taken back, and it runs again', async () => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'PowerOnMultiVM_Task', taskFault: { _type: 'InvalidState' } });
    fleet.fault({ method: 'PowerOnVM_Task', times: 1, taskFault: { _type: 'InvalidState' } });
    const outcome = await fleet.applyOne();
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'POWER_ON_FAILED' } });
    expect(await fleet.states()).toStrictEqual({ vm: untouched });
  });

  it('a VM that cannot be started at all is named LEFT_OFF', async () => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'PowerOnMultiVM_Task', taskFault: { _type: 'InvalidState' } });
    fleet.fault({ method: 'PowerOnVM_Task', taskFault: { _type: 'InvalidState' } });
    const outcome = await fleet.applyOne();
    expect(outcome).toMatchObject({ outcome: 'left-off', error: { code: 'LEFT_OFF' } });
  });

  it('manual DRS only recommends: the host that the VM ran on is named', async () => {
    const fleet = await Fleet.start([running('vm')], { cluster: { drs: 'manual' } });
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: on });
    expect(fleet.simulator.requests.of('PowerOnVM_Task')).toBe(1);
  });

  it.each(['ShutdownGuest', 'ReconfigVM_Task', 'PowerOnMultiVM_Task'])(
    'an answer to %s that is lost after the work: it is read, and not sent again',
    async (method) => {
      const fleet = await Fleet.start([running('vm')]);
      fleet.fault({ method, drop: 'after', times: 1 });
      expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
      expect(await fleet.states()).toStrictEqual({ vm: on });
      expect(fleet.simulator.requests.of(method)).toBe(1);
    },
  );

  it.each(['ShutdownGuest', 'ReconfigVM_Task', 'PowerOnMultiVM_Task', 'WaitForUpdatesEx'])(
    'a session that ends before %s',
    async (method) => {
      const fleet = await Fleet.start([running('vm')], { taskMs });
      fleet.fault({ method, expireSession: true, times: 1 });
      expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
      expect(await fleet.states()).toStrictEqual({ vm: on });
    },
  );

  it.each(['ShutdownGuest', 'ReconfigVM_Task', 'PowerOnMultiVM_Task', 'WaitForUpdatesEx'])(
    'a server that restarts at %s',
    async (method) => {
      const fleet = await Fleet.start([running('vm')], { taskMs });
      fleet.fault({ method, restart: true, times: 1 });
      expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
      expect(await fleet.states()).toStrictEqual({ vm: on });
    },
  );

  it.each([
    ['PowerOnMultiVM_Task', 'before'],
    ['PowerOnMultiVM_Task', 'after'],
    ['ReconfigVM_Task', 'before'],
    ['ReconfigVM_Task', 'after'],
  ] as const)(
    'a server that goes down for two seconds at %s, %s its work',
    async (method, drop) => {
      const fleet = await Fleet.start([running('vm')]);
      fleet.fault({ method, restart: true, downMs: 2000, drop, times: 1 });
      expect(await fleet.applyOne({ patienceMs: 20_000 })).toMatchObject({ outcome: 'changed' });
      expect(await fleet.states()).toStrictEqual({ vm: on });
    },
  );

  it('a server that goes down for two seconds while the reconfigure is waited for', async () => {
    // It has no compatibility checker, so this is the first task.
    const fleet = await Fleet.start([running('vm')], { version: '6.5.0', taskMs });
    fleet.fault({ method: 'WaitForUpdatesEx', restart: true, downMs: 2000, times: 1 });
    expect(await fleet.applyOne({ patienceMs: 20_000 })).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: on });
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(1);
  });

  it('a server that stays down during the check beforehand: the VM is not touched', async () => {
    const fleet = await Fleet.start([running('vm')], { taskMs });
    fleet.fault({ method: 'WaitForUpdatesEx', restart: true, downMs: 5000, times: 1 });
    const { outcomes, lost } = await fleet.apply({ patienceMs: 500 });
    expect(outcomes).toMatchObject([{ outcome: 'failed', error: { code: 'CHECK_FAILED' } }]);
    expect(lost).toHaveLength(1);
    await expect
      .poll(() => fleet.states().catch(() => undefined), { timeout: 20_000 })
      .toBeDefined();
    expect(await fleet.states()).toStrictEqual({ vm: untouched });
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
  });

  it('somebody else changed the VM meanwhile: what was planned upon still holds', async () => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'ReconfigVM_Task', times: 1, taskFault: { _type: 'ConcurrentAccess' } });
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: on });
  });

  it('a question about virtualization is answered no, and the change taken back', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const question = 'noVirtualization' as const;
    fleet.fault({ method: 'PowerOnMultiVM_Task', question });
    fleet.fault({ method: 'PowerOnVM_Task', question, times: 1 });
    const outcome = await fleet.applyOne();
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'POWER_ON_FAILED' } });
    expect(await fleet.states()).toStrictEqual({ vm: untouched });
  });

  it('a question that is not ours to answer leaves the VM off, and is told', async () => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'PowerOnMultiVM_Task', question: 'moved' });
    fleet.fault({ method: 'PowerOnVM_Task', question: 'moved' });
    const outcome = await fleet.applyOne();
    expect(outcome).toMatchObject({ outcome: 'left-off' });
    expect(outcome.error?.message).toContain('moved or copied');
  });

  it('what vCenter says beforehand stops it before any power is touched', async () => {
    const fleet = await Fleet.start([running('vm', { passthrough: 1 })]);
    const { outcomes } = await fleet.applyBlindly();
    expect(outcomes).toMatchObject([{ outcome: 'failed', error: { code: 'CHECK_FAILED' } }]);
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
    expect(await fleet.states()).toStrictEqual({ vm: untouched });
  });

  it('a checker that cannot be asked is no obstacle', async () => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'CheckPowerOn_Task', fault: { _type: 'NotSupported' } });
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
  });

  it('a journal that cannot be written any more leaves no VM off', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const written: string[] = [];
    const journal = {
      append: (entry: JournalEntry) => {
        if (written.length > 0) {
          return Promise.reject(new Error('no space left'));
        }
        written.push(entry.kind);
        return Promise.resolve();
      },
    };
    const applied = await fleet.apply({ journal });
    expect(applied).toHaveProperty('journalError.message', 'no space left');
    expect(await fleet.states()).toStrictEqual({ vm: untouched });
  });

  it('a VM that is no longer what was planned upon is left alone', async () => {
    const fleet = await Fleet.start([running('vm', { guestShutdown: 0 })]);
    const plans = await fleet.plan({ powerCycle: 'soft' });
    await Promise.all(
      plans.map(({ facts }) => fleet.session.call('ShutdownGuest', facts.moRef, {})),
    );
    const { outcomes } = await apply(fleet.session, plans);
    expect(outcomes).toMatchObject([{ outcome: 'failed', error: { code: 'PLAN_STALE' } }]);
    expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOff' });
  });
});
