import { afterEach, expect, it } from 'vitest';
import { Strict } from './helpers/strict.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

async function start(...flags: readonly string[]): Promise<void> {
  strict = await Strict.start('-host', '0', '-vm', '1', '-off=false', ...flags);
}

const property = (name: string): Promise<string> => strict.property(path, name);
const power = (): Promise<string> => property('runtime.powerState');
const tools = (): Promise<string> => property('guest.toolsRunningStatus');
const ask = async (): Promise<void> => {
  expect(await strict.govc('vm.power', '-s', vm)).toMatchObject({ exitCode: 0 });
};

it('a slow guest goes off some time after it was asked', async () => {
  await start('-guest-shutdown', '1500ms');
  await ask();
  expect(await power()).toBe('poweredOn');
  await expect.poll(power, { timeout: 20_000 }).toBe('poweredOff');
  expect(await tools()).toBe('guestToolsNotRunning');
});

it('a guest that never goes off stays on, and one that restarts keeps its bootTime', async () => {
  await start('-guest-shutdown', 'never');
  await ask();
  await strict.somebody('guest', vm, { shutdown: 'reboot', boot: '800ms' });
  const booted = await property('runtime.bootTime');
  await ask();
  expect(await tools()).toBe('guestToolsNotRunning');
  await expect.poll(tools, { timeout: 20_000 }).toBe('guestToolsRunning');
  expect(await power()).toBe('poweredOn');
  expect(await property('runtime.bootTime')).toBe(booted);
});

it('somebody starts a guest again that has shut down', async () => {
  await start('-guest-back', '300ms', '-guest-shutdown', '0s');
  const booted = await property('runtime.bootTime');
  await ask();
  await expect
    .poll(async () => [await power(), (await property('runtime.bootTime')) !== booted], {
      timeout: 20_000,
    })
    .toEqual(['poweredOn', true]);
});

it('a guest without Tools cannot be asked; Tools that stop come back', async () => {
  await start();
  await strict.somebody('tools', vm, { run: 'false' });
  expect(await strict.govc('vm.power', '-s', vm)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('VMware Tools is not running'),
  });
  await strict.somebody('tools', vm, { run: 'true' });
  await strict.somebody('tools', vm, { run: 'false', for: '200ms' });
  await expect.poll(tools, { timeout: 20_000 }).toBe('guestToolsRunning');
});

it('a guest that never comes up has no Tools after a start', async () => {
  await start('-guest-boot', '-1s');
  await strict.somebody('off', vm);
  await strict.somebody('on', vm);
  expect(await power()).toBe('poweredOn');
  expect(await tools()).toBe('guestToolsNotRunning');
});
