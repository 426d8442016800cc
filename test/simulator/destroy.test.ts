import { describe, expect, it } from 'vitest';
import type { InventoryData } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

const vm = (name: string, folder: string, more = {}) => ({ name, host: 'esx', folder, ...more });
const inventory: InventoryData = {
  datacenters: [
    {
      name: 'dc',
      hosts: [{ name: 'esx' }],
      vms: [
        vm('a', 'old'),
        vm('b', 'old/older'),
        vm('kept', 'new'),
        vm('runs', 'new/busy', { power: 'poweredOn' }),
      ],
    },
  ],
};
const users = [
  { name: 'viewer', password: 'pass', grants: [{ path: '/', privileges: ['Folder.Delete'] }] },
];

async function lab(user = 'user') {
  const client = await Client.login(await testSimulator({ inventory, users }), user);
  const destroy = async (path: string) =>
    client.task('Destroy_Task', await client.find(`/dc/vm/${path}`));
  const names = async () =>
    Array.from(client.simulator.model.inventory.objects(), (object) =>
      'name' in object ? object.name : undefined,
    );
  return { client, destroy, names };
}

describe('Destroy_Task', () => {
  it('takes a VM that is off out of everything that led to it', async () => {
    const { client, destroy, names } = await lab();
    const gone = await client.find('/dc/vm/old/a');
    const host = await client.find('/dc/host/esx/esx');
    expect(await destroy('old/a')).toMatchObject({ state: 'success' });
    expect(await names()).not.toContain('a');
    expect(await client.read(await client.find('/dc/vm/old'), 'childEntity')).toEqual({
      childEntity: [expect.objectContaining({ type: 'Folder' })],
    });
    const { vm: onHost } = await client.read(host, 'vm');
    expect(onHost).toHaveLength(3);
    expect(await client.fault('PowerOnVM_Task', gone)).toMatchObject({
      type: 'ManagedObjectNotFound',
    });
  });

  it('takes a folder with all that is in it, and nothing else', async () => {
    const { client, destroy, names } = await lab();
    expect(await destroy('old')).toMatchObject({ state: 'success' });
    const left = await names();
    expect(left).toEqual(expect.arrayContaining(['new', 'kept', 'busy', 'runs']));
    for (const name of ['old', 'older', 'a', 'b']) {
      expect(left).not.toContain(name);
    }
    expect(await client.read(await client.find('/dc/vm'), 'childEntity')).toEqual({
      childEntity: [await client.find('/dc/vm/new')],
    });
  });

  it.each(['new/busy/runs', 'new/busy', 'new'])(
    'of %s, where a VM runs, fails and takes nothing',
    async (path) => {
      const { destroy, names } = await lab();
      const before = await names();
      expect(await destroy(path)).toMatchObject({
        state: 'error',
        error: { fault: { _type: 'InvalidPowerState', existingState: 'poweredOn' } },
      });
      expect(await names()).toEqual(expect.arrayContaining(before));
    },
  );

  it("of a datacenter's own folder is NotSupported", async () => {
    const { client } = await lab();
    const folder = await client.find('/dc/vm');
    expect(await client.fault('Destroy_Task', folder)).toMatchObject({ type: 'NotSupported' });
  });

  it('needs the right to delete', async () => {
    const { client } = await lab('viewer');
    const found = await client.find('/dc/vm/old/a');
    expect(await client.fault('Destroy_Task', found)).toMatchObject({
      type: 'NoPermission',
      detail: { privilegeId: 'VirtualMachine.Inventory.Delete' },
    });
  });
});
