import { expect, it } from 'vitest';
import type { ClusterData, HostData, VmData } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

async function world(
  drs: NonNullable<ClusterData['drs']>,
  vm: Partial<VmData> = {},
  host: Partial<HostData> = {},
) {
  const hosts = [{ name: 'esx-1', ...host }, { name: 'esx-2' }];
  const vms = [{ name: 'vm', host: 'esx-1', ...vm }];
  const client = await Client.login(
    await testSimulator({
      inventory: { datacenters: [{ name: 'DC', clusters: [{ name: 'C', drs, hosts }], vms }] },
    }),
  );
  const found = await client.find('/DC/host/C/esx-1');
  return {
    client,
    host: found,
    vm: await client.find('/DC/vm/vm'),
    inMaintenance: async () =>
      (await client.read(found, 'runtime.inMaintenanceMode'))['runtime.inMaintenanceMode'],
  };
}

const forever = '<timeout>0</timeout>';

it('begins where nothing runs, and ends again', async () => {
  const { client, host, inMaintenance } = await world('off');
  expect(await client.task('EnterMaintenanceMode_Task', host, forever)).toMatchObject({
    state: 'success',
  });
  expect(await inMaintenance()).toBe(true);
  expect(await client.fault('EnterMaintenanceMode_Task', host, forever)).toMatchObject({
    type: 'InvalidState',
  });
  expect(await client.task('ExitMaintenanceMode_Task', host, forever)).toMatchObject({
    state: 'success',
  });
  expect(await inMaintenance()).toBe(false);
});

it('moves VMs away where DRS does that by itself', async () => {
  const { client, host, vm } = await world('fullyAutomated', { power: 'poweredOn' });
  await client.task('EnterMaintenanceMode_Task', host, forever);
  const other = await client.find('/DC/host/C/esx-2');
  expect(await client.read(vm, 'runtime.host', 'runtime.powerState')).toEqual({
    'runtime.host': other,
    'runtime.powerState': 'poweredOn',
  });
});

it('waits for VMs that run, and powers none on meanwhile', async () => {
  const { client, host, vm, inMaintenance } = await world('manual', { power: 'poweredOn' });
  const task = await client.call('EnterMaintenanceMode_Task', host, forever);
  await expect
    .poll(async () => (await client.read(task, 'info.state'))['info.state'])
    .toBe('running');
  expect(await inMaintenance()).toBe(false);
  expect(await client.read(host, 'recentTask')).toEqual({ recentTask: [task] });
  await client.task('PowerOffVM_Task', vm);
  await expect.poll(inMaintenance).toBe(true);
  expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({
    error: { fault: { _type: 'InvalidHostState' } },
  });
});

it('is given up when it is called off or takes too long', async () => {
  const { client, host, inMaintenance } = await world('manual', { power: 'poweredOn' });
  expect(
    await client.task('EnterMaintenanceMode_Task', host, '<timeout>1</timeout>'),
  ).toMatchObject({
    error: { fault: { _type: 'Timedout' } },
  });
  const task = await client.call('EnterMaintenanceMode_Task', host, forever);
  await client.call('CancelTask', task);
  await expect
    .poll(async () => (await client.read(task, 'info.error.fault'))['info.error.fault'])
    .toMatchObject({ _type: 'RequestCanceled' });
  expect(await inMaintenance()).toBe(false);
});

it('can be under way from the start', async () => {
  const { client, host, vm, inMaintenance } = await world(
    'manual',
    { power: 'poweredOn' },
    { maintenance: 'entering' },
  );
  const { recentTask } = await client.read(host, 'recentTask');
  const [task] = recentTask as { type: string; value: string }[];
  expect(await client.read(task ?? host, 'info.name', 'info.entity')).toEqual({
    'info.name': 'EnterMaintenanceMode_Task',
    'info.entity': host,
  });
  expect(await inMaintenance()).toBe(false);
  await client.task('PowerOffVM_Task', vm);
  await expect.poll(inMaintenance).toBe(true);
});

it('needs its privilege', async () => {
  const users = [{ name: 'reader', password: 'x', grants: [{ path: '/', privileges: [] }] }];
  const client = await Client.login(await testSimulator({ users }), 'reader', 'x');
  const host = await client.find('/Lab/host/compute/esx-01.lab.test');
  expect(await client.fault('EnterMaintenanceMode_Task', host, forever)).toMatchObject({
    type: 'NoPermission',
    detail: { privilegeId: 'Host.Config.Maintenance' },
  });
});
