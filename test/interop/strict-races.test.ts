import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { bin, start as startProcess } from '../helpers/processes.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { type Finished, vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

async function start(...flags: readonly string[]): Promise<void> {
  strict = await Strict.start('-host', '0', '-vm', '1', '-off=false', ...flags);
}

/** Guests have so many seconds to shut down before the VM is powered off. */
function cycleHard(seconds = '8'): Promise<Finished> {
  const cycle = ['--power-cycle', 'hard', '--shutdown-timeout', seconds];
  const env = { ...strict.env, XDG_STATE_HOME: makeTempDir() };
  return vhv(env, ['enable', vm, ...cycle, '--yes', '--output', 'json']);
}

const property = (name: string): Promise<string> => strict.property(path, name);

async function asked(): Promise<void> {
  await expect
    .poll(async () => (await strict.calls('ShutdownGuest')).length, { timeout: 60_000 })
    .toBe(1);
}

async function powerOffs(): Promise<number> {
  return (await strict.calls('PowerOffVM_Task')).length;
}

it('a guest that somebody has started again is not powered off', async () => {
  await start('-guest-shutdown', '100ms', '-guest-back', '100ms');
  const ran = await cycleHard();
  expect(await powerOffs()).toBe(0);
  expect(ran.exitCode).not.toBe(0);
  expect(ran.stderr).not.toContain('MAY GO OFF');
  expect(await property('runtime.powerState')).toBe('poweredOn');
  expect(await property('config.nestedHVEnabled')).toBe('false');
});

it('a VM that somebody has changed and started while the run waited is done, and nothing is sent', async () => {
  await start('-guest-shutdown', 'never');
  const running = cycleHard('30');
  await asked();
  for (const args of [
    ['vm.power', '-off', vm],
    ['vm.change', '-vm', vm, '-nested-hv-enabled=true'],
    ['vm.power', '-on', vm],
  ]) {
    expect(await strict.govc(...args)).toMatchObject({ exitCode: 0 });
  }
  const booted = await property('runtime.bootTime');
  expect((await running).exitCode).toBe(0);
  expect(await strict.calls('PowerOffVM_Task')).toHaveLength(1); // govc's
  expect(await strict.calls('ReconfigVM_Task')).toHaveLength(1); // govc's
  expect(await property('runtime.bootTime')).toBe(booted);
});

it('two runs from two state folders power no VM off that is in service', async () => {
  await start('-guest-shutdown', '1500ms');
  const ran = await Promise.all([cycleHard(), cycleHard()]);
  expect(ran.map(({ exitCode }) => exitCode)).toContain(0);
  expect(await powerOffs()).toBe(0);
  expect(await property('runtime.powerState')).toBe('poweredOn');
  expect(await property('config.nestedHVEnabled')).toBe('true');
});

it('a guest that is slower than --shutdown-timeout is powered off once by two runs', async () => {
  await start('-guest-shutdown', 'never', '-task', '10ms');
  const running = [cycleHard('15'), cycleHard('25')];
  // Both wait for the guest when the first of them loses its patience.
  await strict.accepts('ShutdownGuest', 2);
  expect(await powerOffs()).toBe(0);
  const ran = await Promise.all(running);
  const { stdout } = await strict.govc('events', '-type', 'VmPoweredOffEvent', path);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(ran.map(({ exitCode }) => exitCode)).toContain(0);
  expect(await property('runtime.powerState')).toBe('poweredOn');
  expect(await property('config.nestedHVEnabled')).toBe('true');
});

it('a guest that restarts instead of shutting down is not powered off', async () => {
  await start('-guest-shutdown', 'reboot', '-guest-boot', '1500ms');
  const booted = await property('runtime.bootTime');
  const ran = await cycleHard();
  expect(await powerOffs()).toBe(0);
  expect(ran.stdout).toContain('GUEST_RESTARTED');
  expect(ran.exitCode).toBe(4);
  expect(await property('runtime.bootTime')).toBe(booted);
});

it('a changeVersion that moves while the guest shuts down ends no wait', async () => {
  await start('-guest-shutdown', '4s', '-standalone-host', '2');
  const running = cycleHard('60');
  await asked();
  await strict.somebody('touch', vm);
  await strict.somebody('move', vm);
  expect((await running).exitCode).toBe(0);
  expect(await powerOffs()).toBe(0);
  expect(await property('config.nestedHVEnabled')).toBe('true');
});

it('a guest that does not shut down is powered off under hard, once', async () => {
  await start('-guest-shutdown', 'never');
  expect((await cycleHard('3')).exitCode).toBe(0);
  expect(await powerOffs()).toBe(1);
  expect(await property('config.nestedHVEnabled')).toBe('true');
  expect(await property('runtime.powerState')).toBe('poweredOn');
});

it('a VM that was attempted without a task is waited for, and started once', async () => {
  await start('-attempted-without-task', '-task', '2s');
  expect((await cycleHard('60')).exitCode).toBe(0);
  expect(await strict.calls('PowerOnMultiVM_Task')).toHaveLength(1);
  expect(await strict.calls('PowerOnVM_Task')).toHaveLength(0);
  expect(await property('runtime.powerState')).toBe('poweredOn');
});

it('a guest that restarts while its VM is busy at the timeout is not powered off', async () => {
  await start('-guest-shutdown', 'reboot', '-guest-boot', '6s');
  const booted = await property('runtime.bootTime');
  const running = cycleHard('5');
  await asked();
  await strict.options({ task: '12s' });
  const changing = strict.govc('vm.change', '-vm', vm, '-annotation', 'x');
  const ran = await running;
  await changing;
  expect(await powerOffs()).toBe(0);
  expect(ran).toMatchObject({ exitCode: 4, stdout: expect.stringContaining('GUEST_RESTARTED') });
  expect(await property('runtime.bootTime')).toBe(booted);
  expect(await property('config.nestedHVEnabled')).toBe('false');
});

it('a run that is stopped while the guest restarts powers nothing off when it goes on', async () => {
  await start('-guest-shutdown', 'reboot', '-guest-boot', '2s');
  const env = { ...strict.env, XDG_STATE_HOME: makeTempDir() };
  const cycle = ['--power-cycle', 'hard', '--shutdown-timeout', '8', '--yes'];
  const { child, ended } = startProcess(process.execPath, [bin, 'enable', vm, ...cycle], env);
  await strict.options({ 'guest-shutdown': 'never' });
  await asked();
  child.kill('SIGSTOP');
  await strict.somebody('reboot', vm);
  await sleep(15_000);
  child.kill('SIGCONT');
  expect(await ended).toMatchObject({ code: 4 });
  expect(await powerOffs()).toBe(0);
  expect(await property('runtime.powerState')).toBe('poweredOn');
});
