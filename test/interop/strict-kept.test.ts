import { afterEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

it('a resume holds to the limit and the canary of its run, and states them', async () => {
  strict = await Strict.start('-host', '0', '-vm', '4');
  const env = { ...strict.env, XDG_STATE_HOME: makeTempDir() };
  const changed = async (): Promise<number> =>
    (await strict.calls('ReconfigVM_Task')).filter(({ status }) => status === 200).length;
  const refuse = '/fault?method=ReconfigVM_Task&type=NoPermission&privilege=x';
  await strict.post(refuse);
  const run = ['enable', '--all', '--limit', '3', '--canary', '1', '--yes'];
  expect((await vhv(env, run)).exitCode).not.toBe(0);
  await strict.post(refuse);
  const resumed = await vhv(env, ['resume', '--yes']);
  expect(resumed.stderr).toContain('Resuming 3 VMs on ');
  expect(resumed.stderr).toContain('1 first, the others only if it succeeds.');
  expect(resumed.stderr).toContain(
    '1 VM is left out and stays as it is: the run was begun with --limit 3.',
  );
  expect(resumed.exitCode).not.toBe(0);
  expect(await changed()).toBe(0);
  expect((await vhv(env, ['resume', '--yes'])).exitCode).toBe(0);
  expect(await changed()).toBe(3);
  const over = await vhv(env, ['resume', '--yes']);
  expect(over).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no open journal') });
});
