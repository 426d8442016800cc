import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Applied } from '../../../src/nested/run/jobs/run-jobs.ts';
import { bootGuest } from '../../../src/simulator/methods/guest-boot.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { powerCalls, vmOf, work } from './cycled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

const hard = { powerCycle: 'hard' } as const;
const options = { shutdownTimeoutMs: 300, busyTimeoutMs: 10_000, pollMs: 20 };

function restartGuest(fleet: Fleet): void {
  bootGuest(vmOf(fleet), fleet.simulator.model);
  fleet.simulator.model.inventory.touch(vmOf(fleet));
}

async function sent(fleet: Fleet, method: string): Promise<void> {
  const asked = (): number => fleet.simulator.requests.of(method);
  await expect.poll(asked, { interval: 1, timeout: 10_000 }).toBe(1);
}

async function expectNotCut(fleet: Fleet, { outcomes }: Applied, code: string): Promise<void> {
  expect(outcomes).toMatchObject([{ outcome: 'open', error: { code } }]);
  expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOn' });
}

it('a guest that restarts while its VM is busy at the timeout is not powered off', async () => {
  const fleet = await Fleet.start([running('vm', { guestShutdown: 'reboots', guestBoot: 1000 })]);
  const applying = fleet.apply(options, hard);
  await sent(fleet, 'ShutdownGuest');
  const end = work(fleet, vmOf(fleet), 'VirtualMachine.createSnapshot');
  await sleep(2000);
  end();
  await expectNotCut(fleet, await applying, 'GUEST_RESTARTED');
  expect(powerCalls(fleet)).toStrictEqual({ ShutdownGuest: 1 });
});

it('a guest whose Tools stop and run again while its VM is busy is not powered off', async () => {
  const fleet = await Fleet.start([running('vm', { guestShutdown: 'never', guestBoot: 300 })]);
  const applying = fleet.apply(options, hard);
  await sent(fleet, 'ShutdownGuest');
  const end = work(fleet, vmOf(fleet), 'VirtualMachine.createSnapshot');
  await sleep(1000);
  restartGuest(fleet);
  await sleep(1000);
  end();
  await expectNotCut(fleet, await applying, 'GUEST_RESTARTED');
  expect(powerCalls(fleet)).toStrictEqual({ ShutdownGuest: 1 });
});

it('a guest that restarts before a refused power-off is tried again is not powered off', async () => {
  const fleet = await Fleet.start([running('vm', { guestShutdown: 'never', guestBoot: 300 })]);
  const fault = { _type: 'TaskInProgress', task: { type: 'Task', value: 't' } };
  fleet.fault({ method: 'PowerOffVM_Task', times: 1, fault });
  const applying = fleet.apply(options, hard);
  await sent(fleet, 'PowerOffVM_Task');
  restartGuest(fleet);
  await expectNotCut(fleet, await applying, 'GUEST_RESTARTED');
  expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(1);
});

it('a guest that starts before its VM, which had no Tools running, is powered off is left alone', async () => {
  const fleet = await Fleet.start([running('vm', { tools: 'notRunning', guestBoot: 300 })]);
  const fault = { _type: 'TaskInProgress', task: { type: 'Task', value: 't' } };
  fleet.fault({ method: 'PowerOffVM_Task', times: 1, fault });
  const applying = fleet.apply(options, hard);
  await sent(fleet, 'PowerOffVM_Task');
  vmOf(fleet).state.tools = 'running';
  const { outcomes } = await applying;
  expect(outcomes).toMatchObject([{ outcome: 'failed', error: { code: 'PLAN_STALE' } }]);
  expect(fleet.simulator.requests.of('PowerOffVM_Task')).toBe(1);
  expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOn' });
});

it('a guest that could not be watched for a while is not powered off', async () => {
  const fleet = await Fleet.start([running('vm', { guestShutdown: 'never' })]);
  const applying = fleet.apply({ ...options, shutdownTimeoutMs: 10_000 }, hard);
  await sent(fleet, 'ShutdownGuest');
  // As after SIGSTOP and SIGCONT.
  const now = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 60_000);
  onTestFinished(() => clock.mockRestore());
  await expectNotCut(fleet, await applying, 'GUEST_STAYS_ON');
  expect(powerCalls(fleet)).toStrictEqual({ ShutdownGuest: 1 });
});
