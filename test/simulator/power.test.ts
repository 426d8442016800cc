import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

const on = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
const off = '/Lab/vm/nested/hv-01';
const running = '/Lab/vm/nested/hv-03';

async function lab(path = off, options: SimulatorOptions = {}) {
  const client = await Client.login(await testSimulator(options));
  const vm = await client.find(path);
  const power = async () => (await client.read(vm, 'runtime.powerState'))['runtime.powerState'];
  return { client, vm, power, faults: client.simulator.faults };
}

const keys = (list: unknown) => ((list ?? []) as { key: string }[]).map(({ key }) => key);

describe('power on', () => {
  it('starts the VM with what it is configured for, and the runtime tells', async () => {
    const { client, vm } = await lab();
    await client.task('ReconfigVM_Task', vm, on);
    const before = await client.read(vm, 'runtime.featureRequirement', 'runtime.bootTime');
    expect(before).toEqual({});
    expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({
      state: 'success',
      descriptionId: 'VirtualMachine.powerOn',
    });
    const after = await client.read(
      vm,
      'runtime.powerState',
      'runtime.bootTime',
      'runtime.featureRequirement',
    );
    expect(after).toMatchObject({
      'runtime.powerState': 'poweredOn',
      'runtime.bootTime': expect.any(String),
    });
    expect(keys(after['runtime.featureRequirement'])).toEqual(
      expect.arrayContaining(['cpuid.vmx', 'hv.capable']),
    );
  });

  it('of a VM that runs is InvalidPowerState, in the task', async () => {
    const { client, vm } = await lab(running);
    expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({
      error: { fault: { _type: 'InvalidPowerState', existingState: 'poweredOn' } },
    });
  });

  it('of a template is NotSupported', async () => {
    const { client, vm } = await lab('/Lab/vm/golden');
    expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({
      error: { fault: { _type: 'NotSupported' } },
    });
  });

  it('takes a host of the same cluster and no other', async () => {
    const { client, vm } = await lab();
    const host = async (name: string) => {
      const moRef = await client.find(name);
      return `<host type="HostSystem">${moRef.value}</host>`;
    };
    const other = await host('/Lab/host/esx-03.lab.test/esx-03.lab.test');
    expect(await client.fault('PowerOnVM_Task', vm, other)).toMatchObject({
      type: 'InvalidArgument',
    });
    const two = await client.find('/Lab/host/compute/esx-02.lab.test');
    await client.task('PowerOnVM_Task', vm, await host('/Lab/host/compute/esx-02.lab.test'));
    expect(await client.read(vm, 'runtime.host')).toEqual({ 'runtime.host': two });
  });

  it('needs its privilege', async () => {
    const users = [{ name: 'reader', password: 'x', grants: [{ path: '/', privileges: [] }] }];
    const client = await Client.login(await testSimulator({ users }), 'reader', 'x');
    expect(await client.fault('PowerOnVM_Task', await client.find(off))).toMatchObject({
      type: 'NoPermission',
      detail: { privilegeId: 'VirtualMachine.Interact.PowerOn' },
    });
  });

  it.each([
    ['InvalidHostState', { maintenance: true }, {}],
    ['InvalidState', { maintenance: true }, { powerOnInMaintenance: 'InvalidState' }],
    ['NotEnoughLicenses', { licence: { expires: '2020-01-01T00:00:00Z' } }, {}],
    [
      'LicenseExpired',
      { licence: { edition: 'evaluation', expires: '2020-01-01T00:00:00Z' } },
      { powerOnWithoutLicence: 'LicenseExpired' },
    ],
  ] as const)('is %s where the host does not take it', async (type, host, rules) => {
    const { client, vm } = await lab(onlyVm, { ...singleHost({}, host), rules });
    expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({
      error: { fault: { _type: type } },
    });
  });

  it('on a host that does not answer is HostNotConnected', async () => {
    const { client, vm } = await lab(onlyVm, singleHost({}, { connection: 'disconnected' }));
    for (const method of ['PowerOnVM_Task', 'PowerOffVM_Task']) {
      expect(await client.fault(method, vm)).toMatchObject({ type: 'HostNotConnected' });
    }
  });
});

describe('power off, suspend and reset', () => {
  it('each in its turn, and nothing takes effect that was not there at the start', async () => {
    const { client, vm, power } = await lab(running, {
      rules: { nestedHVOnRunningVm: 'accepted' },
    });
    await client.task('ReconfigVM_Task', vm, on);
    const required = async () =>
      keys((await client.read(vm, 'runtime.featureRequirement'))['runtime.featureRequirement']);
    expect(await client.task('ResetVM_Task', vm)).toMatchObject({ state: 'success' });
    expect(await required()).not.toContain('hv.capable');
    expect(await client.task('SuspendVM_Task', vm)).toMatchObject({ state: 'success' });
    expect(await power()).toBe('suspended');
    expect(await client.task('PowerOffVM_Task', vm)).toMatchObject({ state: 'success' });
    expect(await power()).toBe('poweredOff');
    expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({ state: 'success' });
    expect(await required()).toContain('hv.capable');
  });

  it.each(['PowerOffVM_Task', 'SuspendVM_Task', 'ResetVM_Task'])(
    '%s of a VM that is off is InvalidPowerState',
    async (method) => {
      const { client, vm } = await lab();
      expect(await client.task(method, vm)).toMatchObject({
        error: { fault: { _type: 'InvalidPowerState', existingState: 'poweredOff' } },
      });
    },
  );
});

describe('the guest', () => {
  it('goes off after the call has returned', async () => {
    const { client, vm, power } = await lab(onlyVm, {
      ...singleHost({ power: 'poweredOn', tools: 'running', guestShutdown: 60 }),
    });
    await client.call('ShutdownGuest', vm);
    expect(await power()).toBe('poweredOn');
    await expect.poll(power).toBe('poweredOff');
  });

  it('never goes off, by its nature or on demand', async () => {
    const { client, vm, power, faults } = await lab(running);
    faults.add({ method: 'ShutdownGuest', times: 1, guestShutdown: 'never' });
    await client.call('ShutdownGuest', vm);
    expect(await power()).toBe('poweredOn');
    await client.task('PowerOffVM_Task', vm);
    expect(await power()).toBe('poweredOff');
  });

  it('that was asked in an earlier run does not go off in a later one', async () => {
    const { client, vm, power, faults } = await lab(running);
    faults.add({ method: 'ShutdownGuest', times: 1, guestShutdown: 100 });
    await client.call('ShutdownGuest', vm);
    await client.task('PowerOffVM_Task', vm);
    await client.task('PowerOnVM_Task', vm);
    await new Promise((resolve) => AbortSignal.timeout(150).addEventListener('abort', resolve));
    expect(await power()).toBe('poweredOn');
  });

  it.each(['ShutdownGuest', 'RebootGuest'])('without running Tools %s fails', async (method) => {
    const { client, vm } = await lab(
      onlyVm,
      singleHost({ power: 'poweredOn', tools: 'notRunning' }),
    );
    expect(await client.fault(method, vm)).toMatchObject({ type: 'ToolsUnavailable' });
    const { client: other, vm: stopped } = await lab();
    expect(await other.fault(method, stopped)).toMatchObject({ type: 'InvalidPowerState' });
  });

  it('that reboots keeps what the VM was started with', async () => {
    const { client, vm } = await lab(running);
    const boot = () => client.read(vm, 'runtime.bootTime', 'runtime.powerState');
    const before = await boot();
    await client.call('RebootGuest', vm);
    expect(await boot()).toEqual(before);
  });
});

it('a task fails on demand, its work not done', async () => {
  const { client, vm, power, faults } = await lab();
  const taskFault = { _type: 'GenericVmConfigFault', reason: 'no' };
  faults.add({ method: 'PowerOnVM_Task', times: 1, taskFault });
  expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({ error: { fault: taskFault } });
  expect(await power()).toBe('poweredOff');
});
