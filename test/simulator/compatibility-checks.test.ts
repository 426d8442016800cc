import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

const on = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
const checker = { type: 'VirtualMachineCompatibilityChecker', value: 'CompatibilityChecker' };

async function lab(options: SimulatorOptions) {
  const client = await Client.login(await testSimulator(options));
  const vm = await client.find(onlyVm);
  const { 'runtime.host': host } = await client.read(vm, 'runtime.host');
  const reference = (tag: string, { type, value }: MoRef) =>
    `<${tag} type="${type}">${value}</${tag}>`;
  const errors = async (method: string, parameters: string) => {
    const { state, result } = await client.task(method, checker, parameters);
    expect(state).toBe('success');
    expect(result).toMatchObject([{ vm, host }]);
    return (result[0].error ?? []).map(({ fault }: { fault: { _type: string } }) => fault._type);
  };
  return {
    client,
    checkConfig: (spec = on) => errors('CheckVmConfig_Task', spec + reference('vm', vm)),
    checkPowerOn: () =>
      errors('CheckPowerOn_Task', reference('vm', vm) + reference('host', host as MoRef)),
  };
}

describe('CheckVmConfig_Task', () => {
  it.each([
    [[], {}],
    [['InvalidPowerState'], { power: 'poweredOn' }],
    [['GenericVmConfigFault'], { passthrough: 1 }],
    [['NotSupported'], { template: true }],
  ] as const)('finds %j for %o, and changes nothing', async (expected, data) => {
    const { client, checkConfig } = await lab(singleHost(data));
    expect(await checkConfig()).toEqual(expected);
    const after = await client.read(await client.find(onlyVm), 'config.nestedHVEnabled');
    expect(after).toEqual({ 'config.nestedHVEnabled': false });
  });

  it('needs no more than the right to see the VM', async () => {
    const users = [{ name: 'reader', password: 'x', grants: [{ path: '/', privileges: [] }] }];
    const client = await Client.login(
      await testSimulator({ ...singleHost(), users }),
      'reader',
      'x',
    );
    const { value } = await client.find(onlyVm);
    const parameters = `${on}<vm type="VirtualMachine">${value}</vm>`;
    expect(await client.task('CheckVmConfig_Task', checker, parameters)).toMatchObject({
      state: 'success',
    });
  });
});

describe('CheckPowerOn_Task', () => {
  it.each([
    [[], {}, {}],
    [[], { power: 'poweredOn' }, {}],
    [['InvalidHostState'], { power: 'poweredOn' }, { maintenance: true }],
    [['NotEnoughLicenses'], {}, { licence: { expires: '2020-01-01T00:00:00Z' } }],
    [['FeatureRequirementsNotMet'], { nestedHV: true }, { virtualization: 'offInFirmware' }],
    [['HostNotConnected'], {}, { connection: 'notResponding' }],
  ] as const)('finds %j for %o on %o', async (expected, data, host) => {
    const { checkPowerOn } = await lab(singleHost(data, host));
    expect(await checkPowerOn()).toEqual(expected);
  });

  it('may refuse to judge a VM that runs', async () => {
    const rules = { checkPowerOnOfRunningVm: 'InvalidPowerState' } as const;
    const { checkPowerOn } = await lab({ ...singleHost({ power: 'poweredOn' }), rules });
    expect(await checkPowerOn()).toEqual(['InvalidPowerState']);
  });

  it('wants a host or a pool', async () => {
    const client = await Client.login(await testSimulator(singleHost()));
    const { value } = await client.find(onlyVm);
    const parameters = `<vm type="VirtualMachine">${value}</vm>`;
    expect(await client.fault('CheckPowerOn_Task', checker, parameters)).toMatchObject({
      type: 'InvalidArgument',
    });
  });
});

it.each([
  ['vcenter', '6.7.0', checker],
  ['vcenter', '6.5.0', undefined],
  ['esx', '8.0.3', undefined],
] as const)('%s %s announces %o', async (kind, version, expected) => {
  const { model } = await testSimulator({ kind, version });
  expect(model.service.content.vmCompatibilityChecker).toEqual(expected);
});
