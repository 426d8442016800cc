import { afterEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

const vm = 'DC0_H0_VM0';
/** What a slow task or guest costs comes on top. */
const quick = ['-task', '0s', '-guest-shutdown', '0s', '-guest-boot', '0s'];

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

/** Changes one VM. @returns the methods called, from the connection to the logout, oldest first */
async function callsToEnable(power: string, ...flags: readonly string[]): Promise<string[]> {
  strict = await Strict.start('-host', '0', '-vm', '1', ...quick, ...flags);
  const cycle = ['--power-cycle', 'soft', '--yes'];
  const env = { ...strict.env, XDG_STATE_HOME: makeTempDir() };
  expect(await vhv(env, ['enable', `/DC0/vm/${vm}`, ...cycle])).toMatchObject({ exitCode: 0 });
  const calls = (await strict.calls()).map(({ method }) => method);
  expect(await strict.property(`/DC0/vm/${vm}`, 'config.nestedHVEnabled')).toBe('true');
  expect(await strict.property(`/DC0/vm/${vm}`, 'runtime.powerState')).toBe(power);
  return calls;
}

it('one VM that is off costs at most 14 calls', async () => {
  const calls = await callsToEnable('poweredOff');
  expect(calls.length, calls.join(' ')).toBeLessThanOrEqual(14);
});

it('a soft power cycle of one VM costs at most 24 calls', async () => {
  const calls = await callsToEnable('poweredOn', '-off=false');
  expect(calls.length, calls.join(' ')).toBeLessThanOrEqual(24);
});
