import { afterEach, expect, it } from 'vitest';
import { bin, type Started, start, unshared } from '../helpers/processes.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Strict } from './helpers/strict.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;
/** As a container has them: process numbers of its own, on the same machine and volume. */
const container = unshared('--pid', '--fork', '--kill-child=SIGKILL');

let strict: Strict;
let folder: string;
afterEach(() => strict[Symbol.asyncDispose]());

async function startServer(...flags: readonly string[]): Promise<void> {
  strict = await Strict.start('-host', '0', '-vm', '1', ...flags);
  folder = makeTempDir();
}

function vhv(before: readonly string[], ...args: readonly string[]): Started {
  const [command = '', ...words] = [...before, process.execPath, bin, ...args];
  return start(command, words, { ...strict.env, XDG_STATE_HOME: folder });
}

it.each([
  { where: 'in the next container, as process 1 again', before: container },
  { where: 'outside', before: [] },
])('a run that is killed in a container is resumed $where', async ({ before }) => {
  await startServer('-task', '1500ms');
  const { child, ended } = vhv(container, 'enable', vm, '--yes');
  await strict.accepts('ReconfigVM_Task');
  child.kill('SIGKILL');
  expect(await ended).toMatchObject({ signal: 'SIGKILL' });
  const resumed = await vhv(before, 'resume', '--yes').ended;
  expect(resumed).toMatchObject({ code: 0 });
  expect(await strict.property(path, 'config.nestedHVEnabled')).toBe('true');
  expect(await strict.writes()).toEqual(['ReconfigVM_Task']);
});

it.each([
  { where: 'from another container', before: container },
  { where: 'from outside', before: [] },
])('a run that is stopped in its power cycle is not robbed $where', async ({ before }) => {
  await startServer('-off=false', '-guest-shutdown', '1s');
  const cycle = ['enable', vm, '--power-cycle', 'soft', '--yes'];
  const { child, ended } = vhv([], ...cycle);
  await strict.accepts('ShutdownGuest');
  child.kill('SIGSTOP');
  for (const args of [cycle, ['resume', '--yes'], ['resume', '--yes', '--break-locks']]) {
    const refused = await vhv(before, ...args).ended;
    expect({ args, ...refused }).toMatchObject({ code: 5 });
    expect(refused.stderr).toContain(`process ${child.pid} on`);
  }
  expect(await strict.writes()).toEqual(['ShutdownGuest']);
  child.kill('SIGCONT');
  expect(await ended).toMatchObject({ code: 0 });
  expect(await strict.writes()).toEqual([
    'ShutdownGuest',
    'ReconfigVM_Task',
    'PowerOnMultiVM_Task',
  ]);
  expect(await strict.property(path, 'runtime.powerState')).toBe('poweredOn');
  expect(await strict.property(path, 'config.nestedHVEnabled')).toBe('true');
});
