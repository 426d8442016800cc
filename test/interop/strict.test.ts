import { afterEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { peersDir } from './helpers/peers-dir.ts';
import { pyvmomi } from './helpers/pyvmomi.ts';
import { type Finished, run, vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;
/** One standalone host with two VMs that run. */
const small = ['-host', '0', '-vm', '2', '-off=false'];

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

async function start(...flags: readonly string[]): Promise<void> {
  strict = await Strict.start(...small, ...flags);
}

async function govc(...args: readonly string[]): Promise<string> {
  const ran = await strict.govc(...args);
  expect({ args, ...ran }).toMatchObject({ exitCode: 0 });
  return ran.stdout;
}

const property = (name: string): Promise<string> => strict.property(path, name);
const powerOff = (): Promise<string> => govc('vm.power', '-off', vm);
const powerOn = (): Promise<string> => govc('vm.power', '-on', vm);
const vhvRun = (...args: readonly string[]): Promise<Finished> =>
  vhv({ ...strict.env, XDG_STATE_HOME: makeTempDir() }, args);

it('switches nested virtualization only while a VM is off, and drops vhv.enable', async () => {
  await start();
  expect(await property('config.nestedHVEnabled')).toBe('false');
  const change = ['vm.change', '-vm', vm, '-nested-hv-enabled=true'];
  expect(await strict.govc(...change)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('cannot be performed in the current state (Powered on)'),
  });
  await govc('vm.change', '-vm', vm, '-e', 'vhv.enable=TRUE', '-e', 'some.key=value');
  const info = await govc('vm.info', '-e', vm);
  expect(info).toContain('some.key');
  expect(info).not.toContain('vhv.enable');
  await powerOff();
  await govc(...change);
  expect(await property('config.nestedHVEnabled')).toBe('true');
});

it('refuses a change for another changeVersion, which moves with each change, power operation and vMotion', async () => {
  await start('-standalone-host', '2');
  const seen = new Set<string>();
  const note = async (): Promise<void> => {
    seen.add(await property('config.changeVersion'));
  };
  await note();
  await govc('vm.change', '-vm', vm, '-annotation', 'noted');
  await note();
  await powerOff();
  await note();
  await powerOn();
  await note();
  await govc('vm.migrate', '-host', 'DC0_H1', vm);
  await note();
  await strict.somebody('touch', vm);
  await note();
  expect(seen.size).toBe(6);
  expect(await govc('vm.info', vm)).toMatch(/Host: +DC0_H1\n/);
});

it('moves changeVersions at random', async () => {
  await start('-touch-every', '20ms');
  const before = await property('config.changeVersion');
  await expect.poll(() => property('config.changeVersion')).not.toBe(before);
});

it('sets bootTime at a start, clears it at a power-off, and leaves it at a reset and a reboot', async () => {
  await start();
  const first = await property('runtime.bootTime');
  expect(first).not.toBe('');
  await govc('vm.power', '-reset', vm);
  await strict.somebody('reboot', vm);
  await expect.poll(() => property('guest.toolsRunningStatus')).toBe('guestToolsRunning');
  await govc('vm.power', '-r', vm);
  expect(await property('runtime.bootTime')).toBe(first);
  await powerOff();
  expect(await property('runtime.bootTime')).toBe('');
  await powerOn();
  expect(await property('runtime.bootTime')).not.toBe(first);
});

it('takes a given time for a task, during which the VM is readable and refuses another', async () => {
  await start('-task', '1500ms');
  const off = powerOff();
  await expect.poll(() => property('recentTask')).not.toBe('');
  expect(await property('runtime.powerState')).toBe('poweredOn');
  expect(await strict.govc('vm.change', '-vm', vm, '-annotation', 'x')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Another task is already in progress'),
  });
  await off;
  expect(await property('runtime.powerState')).toBe('poweredOff');
});

it('has stragglers among its tasks', async () => {
  await start('-task', '0s', '-straggler-every', '2', '-straggler', '1h');
  await powerOff();
  const straggler = strict.govc('vm.change', '-vm', vm, '-annotation', 'x');
  await expect
    .poll(async () => (await strict.calls('ReconfigVM_Task')).map(({ status }) => status))
    .toEqual([200]);
  expect(await property('config.annotation')).toBe('');
  await strict.kill();
  expect(await straggler).toMatchObject({ exitCode: 1 });
});

it('forgets tasks and sessions at a restart and is away for a while; the work goes on', async () => {
  await start('-task', '3s');
  const task = (await pyvmomi(strict.login, 'start-power-off', vm)) as string;
  expect(await pyvmomi(strict.login, 'resolve', task)).toEqual({
    unresolved: [],
    added: 1,
    created: 1,
  });
  await strict.restart({ for: '1s', as: '503' });
  expect(await strict.govc('about')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('503'),
  });
  await expect.poll(async () => (await strict.govc('about')).exitCode, { timeout: 20_000 }).toBe(0);
  const forgotten = { unresolved: [task], added: 0 };
  expect(await pyvmomi(strict.login, 'resolve', task)).toEqual({ ...forgotten, created: 0 });
  await strict.options({ forgotten: 'fault' });
  expect(await pyvmomi(strict.login, 'resolve', task)).toEqual({
    ...forgotten,
    created: 'vmodl.fault.ManagedObjectNotFound',
  });
  await expect.poll(() => property('runtime.powerState'), { timeout: 20_000 }).toBe('poweredOff');
  expect(await strict.sessions()).toBe(0);
});

it('names a task for each VM that it starts, or none', async () => {
  await start();
  await powerOff();
  expect(await pyvmomi(strict.login, 'power-on-multi', vm)).toEqual([{ vm, task: true }]);
  await expect.poll(() => property('runtime.powerState')).toBe('poweredOn');
  await powerOff();
  await strict.options({ 'attempted-without-task': 'true' });
  expect(await pyvmomi(strict.login, 'power-on-multi', vm)).toEqual([{ vm, task: false }]);
  await expect.poll(() => property('runtime.powerState')).toBe('poweredOn');
});

it('gives a VM a new moid with all else of it as it was, or loses it', async () => {
  await start();
  await powerOff();
  const paths = ['config.instanceUuid', 'config.uuid', 'config.files.vmPathName', 'resourcePool'];
  const identity = (): Promise<string> => govc('collect', '-s', path, ...paths);
  const before = await identity();
  const moid = async (): Promise<string> => (await govc('find', '-i', '/', '-name', vm)).trim();
  const old = await moid();
  const fresh = await strict.somebody('register-again', vm);
  expect(await moid()).toBe(`VirtualMachine:${fresh}`);
  expect(await moid()).not.toBe(old);
  expect(await identity()).toBe(before);
  expect(await strict.govc('collect', old, 'name')).toMatchObject({ exitCode: 1 });
  await powerOn();
  await strict.somebody('remove', vm);
  expect(await moid()).toBe('');
});

it('logs calls with their times and operationID, and its CPU time', async () => {
  await start('-delay', '20');
  const { stdout } = await strict.govc('session.ls', '-json');
  expect(stdout).toContain('user');
  const calls = await strict.calls();
  const login = calls.find(({ method }) => method === 'Login');
  expect(login).toMatchObject({ type: 'SessionManager', object: 'SessionManager', status: 200 });
  expect(Date.parse(login?.end ?? '') - Date.parse(login?.start ?? '')).toBeGreaterThanOrEqual(20);
  expect(await strict.read('/usage')).toMatchObject({ userMs: expect.any(Number) });
});

it('is reached by two names and at a second port, with one password', async () => {
  await start('-second');
  const localhost = strict.ready.url.replace('127.0.0.1', 'localhost');
  const { url = '', fingerprint256 } = strict.ready.second ?? {};
  expect(fingerprint256).not.toBe(strict.ready.fingerprint256);
  for (const address of [strict.ready.url, localhost, url]) {
    const env = { GOVC_INSECURE: '1', GOVC_URL: address };
    const login = (pass: string): Promise<Finished> =>
      run(`${peersDir}/govc`, ['ls', '-i', path], {
        ...env,
        GOVC_USERNAME: 'user',
        GOVC_PASSWORD: pass,
      });
    expect(await login('pass')).toMatchObject({ exitCode: 0 });
    expect(await login('wrong')).toMatchObject({ exitCode: 1 });
  }
});

it('vhv changes a VM that is off, and a running one with a soft power cycle', async () => {
  await start();
  const booted = await property('runtime.bootTime');
  expect(await vhvRun('enable', vm, '--yes')).toMatchObject({ exitCode: 6 });
  expect(await vhvRun('enable', vm, '--power-cycle', 'soft', '--yes')).toMatchObject({
    exitCode: 0,
  });
  expect(await property('config.nestedHVEnabled')).toBe('true');
  expect(await property('runtime.powerState')).toBe('poweredOn');
  expect(await property('runtime.bootTime')).not.toBe(booted);
  const methods = (await strict.calls()).map(({ method }) => method);
  expect(methods).toContain('ShutdownGuest');
  expect(methods).not.toContain('PowerOffVM_Task');

  await strict.somebody('off', 'DC0_H0_VM1');
  expect(await vhvRun('enable', 'DC0_H0_VM1', '--yes')).toMatchObject({ exitCode: 0 });
  expect(await strict.property('/DC0/vm/DC0_H0_VM1', 'config.nestedHVEnabled')).toBe('true');
  expect(await strict.sessions()).toBe(0);
});
