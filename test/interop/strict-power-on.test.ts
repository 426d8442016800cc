import { afterEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

const kinds = [
  {
    kind: 'an ESXi',
    flags: ['-esx'],
    path: '/ha-datacenter/vm/ha-host_VM0',
    methods: ['PowerOnVM_Task'],
  },
  {
    kind: 'a vCenter',
    flags: ['-host', '0'],
    path: '/DC0/vm/DC0_H0_VM0',
    methods: ['PowerOnMultiVM_Task', 'PowerOnVM_Task'],
  },
];

it.each(kinds.flatMap((kind) => [1, 2].map((times) => ({ ...kind, times }))))(
  'a power-on that $kind does not answer $times times is sent again, and the change stays',
  async ({ flags, path, methods, times }) => {
    strict = await Strict.start(...flags, '-vm', '1', '-off=false', '-guest-shutdown', '200ms');
    for (const method of methods) {
      await strict.post(`/cut?method=${method}&when=before&times=${times}`);
    }
    const env = { ...strict.env, XDG_STATE_HOME: makeTempDir() };
    const ran = await vhv(env, ['enable', path, '--power-cycle', 'soft', '--yes']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('IS OFF') });
    expect(await strict.property(path, 'runtime.powerState')).toBe('poweredOn');
    expect(await strict.property(path, 'config.nestedHVEnabled')).toBe('true');
    expect(await strict.calls('ReconfigVM_Task')).toHaveLength(1);
    const [method = ''] = methods;
    expect(await strict.calls(method)).toHaveLength(times + 1);
  },
);

it('a power-on whose answer was lost and that is under way is not sent again', async () => {
  strict = await Strict.start('-host', '0', '-vm', '1', '-off=false', '-task', '15s');
  await strict.post('/cut?method=PowerOnMultiVM_Task&when=after');
  const env = { ...strict.env, XDG_STATE_HOME: makeTempDir() };
  const ran = await vhv(env, ['enable', 'DC0_H0_VM0', '--power-cycle', 'soft', '--yes']);
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(await strict.calls('PowerOnMultiVM_Task')).toHaveLength(1);
  expect(await strict.calls('PowerOnVM_Task')).toHaveLength(0);
});
