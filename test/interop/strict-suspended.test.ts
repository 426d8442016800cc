import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { type Finished, vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;

let strict: Strict;
beforeEach(async () => {
  strict = await Strict.start('-host', '0', '-vm', '1', '-off=false');
  expect(await strict.govc('vm.power', '-suspend', vm)).toMatchObject({ exitCode: 0 });
  expect(await power()).toBe('suspended');
  await strict.post('/counts/reset');
});
afterEach(() => strict[Symbol.asyncDispose]());

const power = (): Promise<string> => strict.property(path, 'runtime.powerState');
const enable = (...args: readonly string[]): Promise<Finished> =>
  vhv({ ...strict.env, XDG_STATE_HOME: makeTempDir() }, ['enable', vm, '--yes', ...args]);

it('a suspended VM is left alone without --discard-suspended', async () => {
  expect((await enable('--power-cycle', 'hard')).exitCode).toBe(5);
  expect(await strict.writes()).toEqual([]);
  expect(await power()).toBe('suspended');
});

it.each(['NoPermission', 'InvalidPowerState'])(
  'a change that is refused with %s after the suspended state was discarded says last that it is lost',
  async (type) => {
    await strict.post(`/fault?method=ReconfigVM_Task&type=${type}&times=9`);
    const { exitCode, stderr } = await enable('--discard-suspended');
    expect(await power()).toBe('poweredOff');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      new RegExp(`SUSPENDED STATE LOST: ${path} .*held suspended is LOST`),
    );
    expect(exitCode).toBe(4);
  },
);

it('a power-off that is refused loses nothing, and no last line says that it is lost', async () => {
  await strict.post('/fault?method=PowerOffVM_Task&type=NoPermission&times=9');
  const { exitCode, stderr } = await enable('--discard-suspended');
  expect(await power()).toBe('suspended');
  expect(stderr).not.toContain('is LOST');
  expect(exitCode).toBe(4);
});
