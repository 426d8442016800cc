import { describe, expect, it } from 'vitest';
import type { SimulatorOptions, VmData } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

async function lab(vm: Partial<VmData> = {}, options: SimulatorOptions = {}, user = 'user') {
  const client = await Client.login(await testSimulator({ ...singleHost(vm), ...options }), user);
  const ref = await client.find(onlyVm);
  const create = (name: string, { memory = false, quiesce = false } = {}) =>
    client.task(
      'CreateSnapshot_Task',
      ref,
      `<name>${name}</name><memory>${memory}</memory><quiesce>${quiesce}</quiesce>`,
    );
  const take = async (name: string, memory = false): Promise<MoRef> =>
    (await create(name, { memory })).result;
  const read = async (path: string) => (await client.read(ref, path))[path];
  const tree = async () => {
    const info = (await read('snapshot')) as { rootSnapshotList: readonly Tree[] } | undefined;
    return names(info?.rootSnapshotList);
  };
  return { client, vm: ref, create, take, read, tree };
}

const nesting = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
const removal = '<removeChildren>false</removeChildren>';

interface Tree {
  readonly name: string;
  readonly childSnapshotList?: readonly Tree[];
}

const names = (trees: readonly Tree[] = []): unknown[] =>
  trees.flatMap(({ name, childSnapshotList }) => [name, names(childSnapshotList)]);

describe('a snapshot', () => {
  it('is a child of the current one, and tells what it keeps', async () => {
    const { client, vm, take, read, tree } = await lab();
    const first = await take('first');
    const second = await take('second');
    expect(await read('snapshot')).toMatchObject({
      currentSnapshot: second,
      rootSnapshotList: [
        { name: 'first', snapshot: first, childSnapshotList: [{ name: 'second', id: 2 }] },
      ],
    });
    expect(await client.read(first, 'childSnapshot', 'vm', 'config.nestedHVEnabled')).toEqual({
      childSnapshot: [second],
      vm,
      'config.nestedHVEnabled': false,
    });
    await client.call('RenameSnapshot', first, '<name>renamed</name>');
    expect(await tree()).toEqual(['renamed', ['second', []]]);
  });

  it('brings back the configuration, and what came after it stays', async () => {
    const { client, vm, take, read } = await lab({ extraConfig: { 'guestinfo.a': '1' } });
    const first = await take('first');
    const before = await read('config.changeVersion');
    await client.task('ReconfigVM_Task', vm, nesting);
    const second = await take('second');
    expect(await client.task('RevertToSnapshot_Task', first)).toMatchObject({ state: 'success' });
    expect(await read('config.nestedHVEnabled')).toBe(false);
    expect(await read('config.changeVersion')).not.toBe(before);
    expect(await read('snapshot.currentSnapshot')).toEqual(first);
    await client.task('RevertToSnapshot_Task', second);
    expect(await read('config.nestedHVEnabled')).toBe(true);
    await client.task('ReconfigVM_Task', vm, '<spec><numCPUs>8</numCPUs></spec>');
    await client.task('RevertToCurrentSnapshot_Task', vm);
    expect(await read('config.hardware.numCPU')).toBe(2);
  });

  it('with the memory of a VM that ran starts it again, or not', async () => {
    const { client, vm, take, read } = await lab({ power: 'poweredOn', tools: 'running' });
    const live = await take('live', true);
    const cold = await take('cold');
    await client.task('RevertToSnapshot_Task', cold);
    expect(await read('runtime.powerState')).toBe('poweredOff');
    await client.task('RevertToSnapshot_Task', live, '<suppressPowerOn>true</suppressPowerOn>');
    expect(await read('runtime.powerState')).toBe('poweredOff');
    await client.task('RevertToCurrentSnapshot_Task', vm);
    expect(await read('runtime.powerState')).toBe('poweredOn');
  });

  it('is removed: those below move up, or go with it', async () => {
    const { client, vm, take, read, tree } = await lab();
    const first = await take('first');
    await take('second');
    const third = await take('third');
    await client.task('RemoveSnapshot_Task', first, removal);
    expect(await client.fault('RevertToSnapshot_Task', first)).toMatchObject({
      type: 'ManagedObjectNotFound',
    });
    expect(await tree()).toEqual(['second', ['third', []]]);
    await client.task('RemoveSnapshot_Task', third, '<removeChildren>true</removeChildren>');
    expect(await tree()).toEqual(['second', []]);
    await client.task('RemoveAllSnapshots_Task', vm);
    expect(await read('snapshot')).toBeUndefined();
    expect(await read('rootSnapshot')).toEqual([]);
    expect(await client.fault('RevertToCurrentSnapshot_Task', vm)).toMatchObject({
      type: 'NotFound',
    });
  });
});

describe('is refused', () => {
  it('a snapshot of a template, and one without a name', async () => {
    const template = await lab({ template: true });
    expect(await template.create('x')).toMatchObject({
      error: { fault: { _type: 'NotSupported' } },
    });
    const { create } = await lab();
    expect(await create('')).toMatchObject({ error: { fault: { _type: 'InvalidName' } } });
  });

  it('a revert to a running VM where the host runs none', async () => {
    const { client, take } = await lab({ power: 'poweredOn' });
    const live = await take('live', true);
    const cold = await take('cold');
    await client.task('RevertToSnapshot_Task', cold);
    const host = await client.find('/DC/host/esx/esx');
    await client.task('EnterMaintenanceMode_Task', host, '<timeout>0</timeout>');
    expect(await client.task('RevertToSnapshot_Task', live)).toMatchObject({
      error: { fault: { _type: 'InvalidHostState' } },
    });
  });

  it('whoever lacks the right, at the VM', async () => {
    const users = [
      {
        name: 'taker',
        password: 'pass',
        grants: [{ path: '/', privileges: ['VirtualMachine.State.CreateSnapshot'] }],
      },
    ];
    const { client, take } = await lab({}, { users }, 'taker');
    const first = await take('first');
    expect(await client.fault('RemoveSnapshot_Task', first, removal)).toMatchObject({
      type: 'NoPermission',
      detail: { privilegeId: 'VirtualMachine.State.RemoveSnapshot' },
    });
  });

  it('criteria for which snapshots are to go: the simulator has none', async () => {
    const { client, vm } = await lab();
    const spec = '<spec><retentionDays>3</retentionDays></spec>';
    expect(await client.fault('RemoveAllSnapshots_Task', vm, spec)).toMatchObject({
      type: 'NotSupported',
    });
  });
});
