import { expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

async function upgrade(
  version: string | undefined,
  vm: Parameters<typeof singleHost>[0],
  host: Parameters<typeof singleHost>[1] = {},
) {
  const client = await Client.login(await testSimulator(singleHost(vm, host)));
  const moRef = await client.find(onlyVm);
  const parameters = version === undefined ? '' : `<version>${version}</version>`;
  const { state, error } = await client.task('UpgradeVM_Task', moRef, parameters);
  const after = await client.read(moRef, 'config.version', 'capability.nestedHVSupported');
  return { state, error: error?.fault._type, ...after };
}

it('takes a VM to the version that was asked for, and with it to what that version can', async () => {
  expect(await upgrade('vmx-11', { hardware: 'vmx-08' })).toEqual({
    state: 'success',
    error: undefined,
    'config.version': 'vmx-11',
    'capability.nestedHVSupported': true,
  });
});

it.each([
  ['8.0.3', 'vmx-21'],
  ['7.0.3', 'vmx-19'],
  ['6.7.0', 'vmx-15'],
  ['6.5.0', 'vmx-13'],
])('of its own accord takes it to the newest that %s runs', async (release, version) => {
  const after = await upgrade(undefined, { hardware: 'vmx-08' }, { version: release });
  expect(after).toMatchObject({ state: 'success', 'config.version': version });
});

it.each([
  ['AlreadyUpgraded', 'vmx-10', { hardware: 'vmx-10' }],
  ['AlreadyUpgraded', 'vmx-09', { hardware: 'vmx-10' }],
  ['InvalidPowerState', 'vmx-11', { hardware: 'vmx-10', power: 'poweredOn' }],
  ['InvalidPowerState', 'vmx-11', { hardware: 'vmx-10', power: 'suspended' }],
  ['VirtualHardwareVersionNotSupported', 'vmx-22', { hardware: 'vmx-10' }],
  ['InvalidArgument', 'vmx-12', { hardware: 'vmx-10' }],
  ['InvalidArgument', 'newest', { hardware: 'vmx-10' }],
] as const)('is %s for %s of %o, and nothing changes', async (error, version, vm) => {
  expect(await upgrade(version, vm)).toMatchObject({
    state: 'error',
    error,
    'config.version': 'vmx-10',
  });
});

it('needs its privilege', async () => {
  const settings = ['VirtualMachine.Config.Settings'];
  const users = [
    { name: 'operator', password: 'x', grants: [{ path: '/', privileges: settings }] },
  ];
  const client = await Client.login(
    await testSimulator({ ...singleHost(), users }),
    'operator',
    'x',
  );
  expect(await client.fault('UpgradeVM_Task', await client.find(onlyVm))).toMatchObject({
    type: 'NoPermission',
    detail: { privilegeId: 'VirtualMachine.Config.UpgradeVirtualHardware' },
  });
});
