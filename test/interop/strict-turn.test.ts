import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { type Finished, vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

const first = 'DC0_H0_VM0';
const second = 'DC0_H0_VM1';

let strict: Strict;
beforeEach(async () => {
  strict = await Strict.start('-host', '0', '-vm', '2', '-off=false', '-guest-shutdown', '200ms');
});
afterEach(() => strict[Symbol.asyncDispose]());

const run = (...args: readonly string[]): Promise<Finished> =>
  vhv({ ...strict.env, XDG_STATE_HOME: makeTempDir() }, args);

/** Makes a VM one of vCenter's cluster services, which are never power-cycled. */
const takeOver = (vm: string): Promise<string> =>
  strict.somebody('set', vm, { 'HDCS.agent': 'TRUE' });

const asked = async (): Promise<number> => (await strict.calls('ShutdownGuest')).length;

const state = (vm: string): Promise<readonly string[]> =>
  Promise.all(
    ['runtime.powerState', 'config.nestedHVEnabled'].map((name) =>
      strict.property(`/DC0/vm/${vm}`, name),
    ),
  );

it('a saved plan does not shut a VM down that a finding blocks by now', async () => {
  const path = join(makeTempDir(), 'lab.plan');
  const planned = await run('plan', first, '--power-cycle', 'soft', '--out', path);
  expect(planned.exitCode).toBe(0);
  await takeOver(first);
  const applied = await run('apply', path, '--yes');
  expect(await asked()).toBe(0);
  expect(await state(first)).toStrictEqual(['poweredOn', 'false']);
  expect(applied).toMatchObject({
    exitCode: 5,
    stdout: expect.stringContaining('CLUSTER_SERVICE_VM'),
  });
});

it('a VM that a finding blocks by its turn is left out, and the run that began before goes on', async () => {
  await strict.somebody('guest', first, { shutdown: '4s' });
  const vms = [first, second, '--power-cycle', 'soft', '--power-cycles', '1'];
  const running = run('enable', ...vms, '--yes', '--output', 'json');
  await expect.poll(asked, { timeout: 60_000 }).toBe(1);
  await takeOver(second);
  const { exitCode, stdout } = await running;
  expect(await asked()).toBe(1);
  expect(await state(first)).toStrictEqual(['poweredOn', 'true']);
  expect(await state(second)).toStrictEqual(['poweredOn', 'false']);
  expect(exitCode).toBe(5);
  expect(stdout).toContain('CLUSTER_SERVICE_VM');
});

it('a guest whose Tools ran at its turn, and not when it was planned, has to come back', async () => {
  await strict.somebody('guest', first, { shutdown: '7s' });
  await strict.somebody('guest', second, { boot: '-1s', shutdown: '200ms' });
  await strict.somebody('tools', second, { run: 'false', for: '5s' });
  const cycle = ['--power-cycle', 'hard', '--power-cycles', '1', '--shutdown-timeout', '30'];
  const ran = await run('enable', first, second, ...cycle, '--guest-timeout', '5', '--yes');
  expect(await state(second)).toStrictEqual(['poweredOn', 'true']);
  expect(ran).toMatchObject({ exitCode: 9, stdout: expect.stringContaining('GUEST_NOT_BACK') });
});
