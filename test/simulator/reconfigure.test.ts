import { describe, expect, it } from 'vitest';
import type { RuleAnswers } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

const on = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
const extra = (key: string, value: string) =>
  `<extraConfig><key>${key}</key><value xsi:type="xsd:string">${value}</value></extraConfig>`;

async function lab(rules: Partial<RuleAnswers> = {}, path = '/Lab/vm/nested/hv-01') {
  const client = await Client.login(await testSimulator({ rules }));
  const vm = await client.find(path);
  return { client, vm };
}

const running = '/Lab/vm/nested/hv-03';
const old = '/Lab/vm/old-01';

describe('a VM that is off', () => {
  it('takes the flag, and its feature requirements grow', async () => {
    const { client, vm } = await lab();
    const paths = [
      'config.nestedHVEnabled',
      'config.changeVersion',
      'runtime.offlineFeatureRequirement',
    ];
    const before = await client.read(vm, ...paths);
    expect(before['config.nestedHVEnabled']).toBe(false);
    const info = await client.task('ReconfigVM_Task', vm, on);
    expect(info).toMatchObject({
      state: 'success',
      descriptionId: 'VirtualMachine.reconfigure',
      entity: vm,
      entityName: 'hv-01',
      reason: { _type: 'TaskReasonUser', userName: 'user' },
    });
    const after = await client.read(vm, ...paths, 'recentTask');
    expect(after).toMatchObject({ 'config.nestedHVEnabled': true, recentTask: [info.task] });
    expect(after['config.changeVersion']).not.toBe(before['config.changeVersion']);
    const keys = (list: unknown) => (list as { key: string }[]).map(({ key }) => key);
    expect(keys(after['runtime.offlineFeatureRequirement'])).toEqual([
      ...keys(before['runtime.offlineFeatureRequirement']),
      'cpuid.vmx',
      'hv.capable',
    ]);
  });

  it('takes the latency sensitivity, whose levels are an enum', async () => {
    const { client, vm } = await lab();
    const level = (text: string) =>
      `<spec><latencySensitivity><level>${text}</level></latencySensitivity></spec>`;
    expect(await client.task('ReconfigVM_Task', vm, level('high'))).toMatchObject({
      state: 'success',
    });
    expect(await client.read(vm, 'config.latencySensitivity')).toMatchObject({
      'config.latencySensitivity': { level: 'high' },
    });
  });

  it('says of a field whose type the simulator lacks that it is not supported', async () => {
    const { client, vm } = await lab();
    const spec = '<spec><deviceChange><operation>add</operation></deviceChange></spec>';
    expect(await client.fault('ReconfigVM_Task', vm, spec)).toMatchObject({
      type: 'NotSupported',
      message: expect.stringContaining('VirtualDeviceConfigSpec, the type of deviceChange'),
    });
  });

  it('keeps what a spec does not name', async () => {
    const { client, vm } = await lab();
    const spec = '<spec><numCPUs>4</numCPUs><flags><vvtdEnabled>true</vvtdEnabled></flags></spec>';
    const flags = async () => (await client.read(vm, 'config.flags'))['config.flags'];
    const before = await flags();
    const wire = '<spec><flags><vvtdEnabled>true</vvtdEnabled></flags><numCPUs>4</numCPUs></spec>';
    expect(await client.fault('ReconfigVM_Task', vm, spec)).toMatchObject({
      type: 'InvalidRequest',
    });
    expect(await client.task('ReconfigVM_Task', vm, wire)).toMatchObject({ state: 'success' });
    expect(await flags()).toEqual({ ...(before as object), vvtdEnabled: true });
    expect(await client.read(vm, 'config.hardware.numCPU')).toEqual({
      'config.hardware.numCPU': 4,
    });
  });
});

describe('a running VM', () => {
  it.each([
    [
      'InvalidPowerState',
      {
        state: 'error',
        error: {
          fault: {
            _type: 'InvalidPowerState',
            requestedState: 'poweredOff',
            existingState: 'poweredOn',
          },
        },
      },
      false,
    ],
    ['InvalidState', { state: 'error', error: { fault: { _type: 'InvalidState' } } }, false],
    ['ignored', { state: 'success' }, false],
    ['accepted', { state: 'success' }, true],
  ] as const)('with the answer %s', async (answer, info, value) => {
    const { client, vm } = await lab({ nestedHVOnRunningVm: answer }, running);
    expect(await client.task('ReconfigVM_Task', vm, on)).toMatchObject(info);
    expect(await client.read(vm, 'config.nestedHVEnabled')).toEqual({
      'config.nestedHVEnabled': value,
    });
  });

  it('refuses the whole spec with it', async () => {
    const { client, vm } = await lab({}, running);
    const spec = `<spec>${extra('a', 'b')}<nestedHVEnabled>true</nestedHVEnabled></spec>`;
    expect(await client.task('ReconfigVM_Task', vm, spec)).toMatchObject({ state: 'error' });
    expect(await client.read(vm, 'config.extraConfig["a"]')).toEqual({});
  });
});

describe('a VM that does not support it', () => {
  it.each([
    ['ignored', { state: 'success' }, false],
    ['NotSupported', { state: 'error', error: { fault: { _type: 'NotSupported' } } }, false],
    ['accepted', { state: 'success' }, true],
  ] as const)('with the answer %s', async (answer, info, value) => {
    const { client, vm } = await lab({ nestedHVNotSupported: answer }, old);
    expect(await client.read(vm, 'capability.nestedHVSupported')).toEqual({
      'capability.nestedHVSupported': false,
    });
    expect(await client.task('ReconfigVM_Task', vm, on)).toMatchObject(info);
    expect(await client.read(vm, 'config.nestedHVEnabled')).toEqual({
      'config.nestedHVEnabled': value,
    });
  });
});

describe('extraConfig', () => {
  it('is set, replaced, and removed by an empty value', async () => {
    const { client, vm } = await lab({}, '/Lab/vm/nested/hv-02');
    const spec = `<spec>${extra('new', '1')}${extra('guestinfo.role', 'esxi')}${extra('disk.EnableUUID', '')}</spec>`;
    expect(await client.task('ReconfigVM_Task', vm, spec)).toMatchObject({ state: 'success' });
    expect(
      await client.read(
        vm,
        'config.extraConfig["new"].value',
        'config.extraConfig["guestinfo.role"].value',
        'config.extraConfig["disk.EnableUUID"]',
      ),
    ).toEqual({
      'config.extraConfig["new"].value': '1',
      'config.extraConfig["guestinfo.role"].value': 'esxi',
    });
  });

  it.each(['vhv.enable', 'VHV.Enable', 'numvcpus', 'svga.vramSize', 'tools.syncTime', 'vmx.log'])(
    'drops %s without a word while the task succeeds',
    async (key) => {
      const { client, vm } = await lab();
      const spec = `<spec>${extra(key, 'TRUE')}</spec>`;
      expect(await client.task('ReconfigVM_Task', vm, spec)).toMatchObject({ state: 'success' });
      expect(
        await client.read(vm, `config.extraConfig["${key}"]`, 'config.nestedHVEnabled'),
      ).toEqual({
        'config.nestedHVEnabled': false,
      });
    },
  );
});

describe('changeVersion', () => {
  it('guards: another one than the VM has is ConcurrentAccess', async () => {
    const { client, vm } = await lab();
    const read = async () =>
      String((await client.read(vm, 'config.changeVersion'))['config.changeVersion']);
    const first = await read();
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    const spec = (version: string) =>
      `<spec><changeVersion>${version}</changeVersion><nestedHVEnabled>true</nestedHVEnabled></spec>`;
    expect(await client.task('ReconfigVM_Task', vm, spec(first))).toMatchObject({
      state: 'success',
    });
    const second = await read();
    expect(second).not.toBe(first);
    expect(await client.task('ReconfigVM_Task', vm, spec(first))).toMatchObject({
      state: 'error',
      error: { fault: { _type: 'ConcurrentAccess' } },
    });
    expect(await read()).toBe(second);
  });
});

describe('a template', () => {
  it('changes its annotation and nothing else', async () => {
    const { client, vm } = await lab({}, '/Lab/vm/golden');
    const note = '<spec><annotation>gold</annotation></spec>';
    expect(await client.task('ReconfigVM_Task', vm, note)).toMatchObject({ state: 'success' });
    expect(await client.task('ReconfigVM_Task', vm, on)).toMatchObject({
      error: { fault: { _type: 'NotSupported' } },
    });
  });

  it('can be told to refuse the call itself', async () => {
    const { client, vm } = await lab({ templateReconfigure: 'fault' }, '/Lab/vm/golden');
    expect(await client.fault('ReconfigVM_Task', vm, on)).toMatchObject({ type: 'NotSupported' });
  });
});

describe('a second task on a VM', () => {
  it.each(['fault', 'taskError'] as const)('is TaskInProgress, as a %s', async (busyVm) => {
    const client = await Client.login(await testSimulator({ taskMs: 200, rules: { busyVm } }));
    const vm = await client.find('/Lab/vm/nested/hv-01');
    const first = await client.call('ReconfigVM_Task', vm, on);
    const expected = { _type: 'TaskInProgress', task: first };
    if (busyVm === 'fault') {
      expect(await client.fault('ReconfigVM_Task', vm, on)).toMatchObject({
        type: 'TaskInProgress',
        detail: { task: first },
      });
    } else {
      expect(await client.task('ReconfigVM_Task', vm, on)).toMatchObject({
        error: { fault: expected },
      });
    }
    const { info } = (await client.read(first, 'info')) as { info: { state: string } };
    expect(['running', 'success']).toContain(info.state);
  });
});

it('a rule has only the answers that are listed', async () => {
  const rules = { nestedHVOnRunningVm: 'maybe' } as unknown as Partial<RuleAnswers>;
  await expect(testSimulator({ rules })).rejects.toThrow(
    "the rule nestedHVOnRunningVm has no answer 'maybe'",
  );
});

it.each([
  ['numCPUs', '0'],
  ['memoryMB', '0'],
  ['guestId', 'nonsense'],
  ['firmware', 'uefi'],
])('%s %s is no value that a VM can have', async (field, value) => {
  const { client, vm } = await lab();
  const spec = `<spec><${field}>${value}</${field}></spec>`;
  expect(await client.task('ReconfigVM_Task', vm, spec)).toMatchObject({
    error: { fault: { _type: 'InvalidArgument', invalidProperty: `configSpec.${field}` } },
  });
});
