import { afterEach, beforeEach, expect, it } from 'vitest';
import { bin, type Started, start } from '../helpers/processes.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Strict } from './helpers/strict.ts';
import { Terminal } from './helpers/terminal.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;
const cycle = ['enable', vm, '--power-cycle', 'soft', '--yes'];

let strict: Strict;
let env: Record<string, string>;
beforeEach(async () => {
  strict = await Strict.start('-host', '0', '-vm', '1', '-off=false', '-guest-shutdown', '1500ms');
  env = { ...strict.env, XDG_STATE_HOME: makeTempDir() };
});
afterEach(() => strict[Symbol.asyncDispose]());

async function startCycle(): Promise<Started> {
  const started = start(process.execPath, [bin, ...cycle], env);
  await strict.accepts('ShutdownGuest');
  return started;
}

async function expectBack(): Promise<void> {
  expect(await strict.property(path, 'runtime.powerState')).toBe('poweredOn');
  expect(await strict.property(path, 'config.nestedHVEnabled')).toBe('true');
  expect(await strict.writes()).toEqual([
    'ShutdownGuest',
    'ReconfigVM_Task',
    'PowerOnMultiVM_Task',
  ]);
  expect(await strict.sessions()).toBe(0);
}

it.each(['SIGHUP', 'SIGQUIT', 'SIGALRM'] as const)(
  '%s in the middle of a power cycle: the VM is back on, no session is left, the journal is named',
  async (signal) => {
    const { child, ended } = await startCycle();
    child.kill(signal);
    const { code, stderr } = await ended;
    await expectBack();
    expect(stderr).toMatch(/interrupted: 1 changed/);
    expect(stderr).toContain(`${env['XDG_STATE_HOME']}/vhv/journals/`);
    expect(code).toBe(130);
  },
);

it('SIGHUP does so also where nobody reads any more', async () => {
  const { child, ended } = await startCycle();
  child.stderr?.destroy();
  child.stdout?.destroy();
  child.kill('SIGHUP');
  expect(await ended).toMatchObject({ code: 130 });
  await expectBack();
});

it('a terminal that is taken away does so, too', async () => {
  const terminal = Terminal.start(cycle, env);
  await strict.accepts('ShutdownGuest');
  terminal.hangUp();
  expect(await terminal.ended()).toBe(130);
  await expectBack();
});
