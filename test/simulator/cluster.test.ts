import { expect, it } from 'vitest';
import type { InventoryData } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

const inventory: InventoryData = {
  datacenters: [
    {
      name: 'DC',
      clusters: [
        {
          name: 'C',
          drs: 'manual',
          hosts: [{ name: 'esx-1' }, { name: 'esx-2' }],
          antiAffinity: [{ name: 'apart', vms: ['one', 'two'] }],
        },
      ],
      vms: [
        { name: 'one', host: 'esx-1', drs: 'fullyAutomated' },
        { name: 'two', host: 'esx-2', drs: 'off' },
        { name: 'web', host: 'esx-1', vApp: 'shop' },
        { name: 'db', host: 'esx-2', vApp: 'shop' },
      ],
    },
  ],
};

async function world() {
  const client = await Client.login(await testSimulator({ inventory }));
  return { client, cluster: await client.find('/DC/host/C') };
}

it('shows its rules and what is set for single VMs', async () => {
  const { client, cluster } = await world();
  const [one, two] = [await client.find('/DC/vm/one'), await client.find('/DC/vm/two')];
  const { configurationEx } = await client.read(cluster, 'configurationEx');
  const { rule, drsVmConfig } = configurationEx as Record<string, unknown>;
  expect(rule).toMatchObject([
    { _type: 'ClusterAntiAffinityRuleSpec', name: 'apart', enabled: true, vm: [one, two] },
  ]);
  expect(drsVmConfig).toEqual([
    { key: one, enabled: true, behavior: 'fullyAutomated' },
    { key: two, enabled: false },
  ]);
});

it('goes by what is set for the VM before what it does itself', async () => {
  const { client } = await world();
  const datacenter = await client.find('/DC');
  const powerOn = async (path: string) => {
    const { value } = await client.find(path);
    const vm = `<vm type="VirtualMachine">${value}</vm>`;
    const { result } = await client.task('PowerOnMultiVM_Task', datacenter, vm);
    return [result.attempted?.length ?? 0, result.recommendations?.length ?? 0];
  };
  expect(await powerOn('/DC/vm/one')).toEqual([1, 0]);
  expect(await powerOn('/DC/vm/two')).toEqual([1, 0]);
  expect(await powerOn('/DC/vm/shop/db')).toEqual([0, 1]);
});

it('holds a vApp: a pool that stands in a folder, whose VMs have no parent but it', async () => {
  const { client, cluster } = await world();
  const vApp = await client.find('/DC/vm/shop');
  const [web, db] = [await client.find('/DC/vm/shop/web'), await client.find('/DC/vm/shop/db')];
  const { resourcePool: root } = await client.read(cluster, 'resourcePool');
  expect(vApp.type).toBe('VirtualApp');
  const state = async () =>
    ((await client.read(vApp, 'summary'))['summary'] as { vAppState: string }).vAppState;
  expect(await client.read(vApp, 'parent', 'parentFolder', 'vm')).toEqual({
    parent: root,
    parentFolder: await client.find('/DC/vm'),
    vm: [web, db],
  });
  expect(await state()).toBe('stopped');
  expect(await client.read(web, 'parent', 'parentVApp', 'resourcePool')).toEqual({
    parentVApp: vApp,
    resourcePool: vApp,
  });
  await client.task('PowerOnVM_Task', web);
  expect(await state()).toBe('started');
});
