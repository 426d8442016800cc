import { describe, expect, it } from 'vitest';
import type { HostData, InventoryData } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

function oneHost(host: Partial<HostData>): InventoryData {
  const name = 'host.test';
  return {
    datacenters: [{ name: 'DC', hosts: [{ name, ...host }], vms: [{ name: 'vm', host: name }] }],
  };
}

async function hostOf(host: Partial<HostData>) {
  const client = await Client.login(await testSimulator({ inventory: oneHost(host) }));
  return { client, host: await client.find('/DC/host/host.test/host.test') };
}

describe('the lab of a vCenter', () => {
  it.each([
    ['/Lab', 'Datacenter', 'datacenter-2'],
    ['/Lab/vm', 'Folder', 'group-v3'],
    ['/Lab/host/compute', 'ClusterComputeResource', 'domain-c9'],
    ['Lab/host/compute/esx-01.lab.test/', 'HostSystem', 'host-11'],
    ['/Lab/host/compute/Resources', 'ResourcePool', 'resgroup-10'],
    ['/Lab/datastore/nvme-01', 'Datastore', 'datastore-7'],
    ['/Lab/vm/golden', 'VirtualMachine', 'vm-22'],
  ])('has %s', async (path, type, value) => {
    const client = await Client.login(await testSimulator());
    expect(await client.find(path)).toEqual({ type, value });
  });

  it('every property of every object can be read', async () => {
    const simulator = await testSimulator();
    const client = await Client.login(simulator);
    for (const { moRef } of [...simulator.model.inventory.objects()]) {
      const spec = `<specSet><propSet><type>${moRef.type}</type><all>true</all></propSet><objectSet><obj type="${moRef.type}">${moRef.value}</obj></objectSet></specSet>`;
      const collector = { type: 'PropertyCollector', value: 'propertyCollector' };
      expect(await client.call('RetrieveProperties', collector, spec)).toHaveLength(1);
    }
  });

  it('finds by uuid and by name', async () => {
    const client = await Client.login(await testSimulator());
    const index = { type: 'SearchIndex', value: 'SearchIndex' };
    const vm = await client.find('/Lab/vm/nested/hv-01');
    const { 'config.uuid': bios, 'config.instanceUuid': instance } = await client.read(
      vm,
      'config.uuid',
      'config.instanceUuid',
    );
    const byUuid = (uuid: unknown, isInstance: boolean) =>
      client.call(
        'FindByUuid',
        index,
        `<uuid>${uuid}</uuid><vmSearch>true</vmSearch><instanceUuid>${isInstance}</instanceUuid>`,
      );
    expect(await byUuid(bios, false)).toEqual(vm);
    expect(await byUuid(instance, true)).toEqual(vm);
    expect(await byUuid(instance, false)).toBeUndefined();
    expect(
      await client.call(
        'FindChild',
        index,
        '<entity type="Folder">group-v16</entity><name>hv-01</name>',
      ),
    ).toEqual(vm);
  });
});

describe('what clients other than ours look for first', () => {
  it.each(['vcenter', 'esx'] as const)(
    'a VM of a %s has the controllers of real ones',
    async (kind) => {
      const client = await Client.login(await testSimulator({ kind }));
      const vm = await client.find(
        `/${kind === 'esx' ? 'ha-datacenter/vm' : 'Lab/vm/nested'}/hv-01`,
      );
      const { 'config.hardware.device': devices } = await client.read(vm, 'config.hardware.device');
      const controllers = (devices as { _type: string; key: number; busNumber?: number }[])
        .filter(({ busNumber }) => busNumber !== undefined)
        .map(({ _type, key, busNumber }) => [_type, key, busNumber]);
      // As on real servers (docs/facts.md#vm-defaults); of SCSI each VM has its own.
      expect(controllers).toEqual([
        ['VirtualIDEController', 200, 0],
        ['VirtualIDEController', 201, 1],
        ['VirtualPS2Controller', 300, 0],
        ['VirtualPCIController', 100, 0],
        ['VirtualSIOController', 400, 0],
        ['ParaVirtualSCSIController', 1000, 0],
      ]);
    },
  );

  it('a datastore has the info that its summary is a part of', async () => {
    const client = await Client.login(await testSimulator());
    const datastore = await client.find('/Lab/datastore/nvme-01');
    const { info, summary } = await client.read(datastore, 'info', 'summary');
    const { name, url, freeSpace } = summary as Record<string, unknown>;
    expect(info).toMatchObject({ _type: 'VmfsDatastoreInfo', name, url, freeSpace });
  });
});

describe('the lab of an ESXi', () => {
  it('has ha- references, VMs with digits only, and no template', async () => {
    const simulator = await testSimulator({ kind: 'esx' });
    const client = await Client.login(simulator);
    expect(await client.find('/ha-datacenter/vm/hv-01')).toEqual({
      type: 'VirtualMachine',
      value: '1',
    });
    expect(await client.find('/ha-datacenter/host/esx-01.lab.test/esx-01.lab.test')).toEqual({
      type: 'HostSystem',
      value: 'ha-host',
    });
    expect(await client.find('/ha-datacenter/vm/golden')).toBeUndefined();
    const content = await client.call('RetrieveServiceContent', {
      type: 'ServiceInstance',
      value: 'ServiceInstance',
    });
    expect(content).toMatchObject({
      rootFolder: { value: 'ha-folder-root' },
      about: { apiType: 'HostAgent', productLineId: 'embeddedEsx' },
    });
    expect(content.about.instanceUuid).toBeUndefined();
    const vm = { type: 'VirtualMachine', value: '1' };
    const info = await client.task(
      'ReconfigVM_Task',
      vm,
      '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>',
    );
    expect(info).toMatchObject({
      state: 'success',
      key: 'haTask--vim.VirtualMachine.reconfigure-1',
    });
  });

  it('is one host', async () => {
    await expect(testSimulator({ kind: 'esx', inventory: { vms: 10 } })).rejects.toThrow(
      'one host and no cluster',
    );
  });
});

describe('a host', () => {
  const nested = 'capability.nestedHVSupported';

  it('says in the form of its version what it can do', async () => {
    const keys = async (data: Partial<HostData>) => {
      const { client, host } = await hostOf(data);
      const { 'config.featureCapability': list } = await client.read(
        host,
        'config.featureCapability',
      );
      return new Map(
        (list as { key: string; value: string }[] | undefined)?.map(({ key, value }) => [
          key,
          value,
        ]),
      );
    };
    const newHost = await keys({ version: '8.0.3' });
    expect([newHost.get('cpuid.vmx'), newHost.get('hv.capable'), newHost.get('cpuid.svm')]).toEqual(
      ['1', '1', undefined],
    );
    const oldHost = await keys({ version: '6.7.0' });
    expect([oldHost.get('cpuid.VMX'), oldHost.get('hv.capable'), oldHost.get('cpuid.SVM')]).toEqual(
      ['1', '1', '0'],
    );
    const amd = await keys({ version: '9.0.0', cpu: 'amd' });
    expect([amd.get('cpuid.svm'), amd.get('cpuid.svm_npt'), amd.get('cpuid.vmx')]).toEqual([
      '1',
      '1',
      undefined,
    ]);
    expect((await keys({ version: '5.0.0' })).size).toBe(0);
  });

  it('whose firmware has it off supports nothing, though the processor could', async () => {
    const { client, host } = await hostOf({ virtualization: 'offInFirmware' });
    const vm = await client.find('/DC/vm/vm');
    expect(await client.read(host, nested, 'capability.ftCompatibilityIssues')).toEqual({
      [nested]: false,
      'capability.ftCompatibilityIssues': ['cpuHvDisabled'],
    });
    expect(await client.read(vm, nested)).toEqual({ [nested]: false });
    const { 'hardware.cpuFeature': features } = await client.read(host, 'hardware.cpuFeature');
    const leaf = (features as { level: number; ecx: string }[]).find(({ level }) => level === 1);
    expect(leaf?.ecx.replaceAll(':', '').at(31 - 5)).toBe('1');
  });

  it('of AMD tells of SVM in the leaf with the negative number', async () => {
    const { client, host } = await hostOf({ cpu: 'amd' });
    const { 'hardware.cpuFeature': features } = await client.read(host, 'hardware.cpuFeature');
    const leaf = (features as { level: number; ecx: string }[]).find(
      ({ level }) => level === -2147483647,
    );
    expect(leaf?.ecx).toMatch(/^([01]{4}:){7}[01]{4}$/);
    expect(leaf?.ecx.replaceAll(':', '').at(31 - 2)).toBe('1');
  });

  it('that is disconnected shows no configuration', async () => {
    const { client, host } = await hostOf({ connection: 'disconnected' });
    expect(
      await client.read(host, 'capability', 'config', 'hardware', 'runtime.connectionState'),
    ).toEqual({
      'runtime.connectionState': 'disconnected',
    });
  });

  it('has the options of its build and no others', async () => {
    await expect(
      testSimulator({ inventory: oneHost({ options: { 'vhv.allow': 'TRUE' } }) }),
    ).rejects.toThrow('8.0.3 has no advanced option vhv.allow');
  });
});

it('a fleet of 40,000 is made in the time of a test', async () => {
  const simulator = await testSimulator({ inventory: { vms: 40_000 } });
  const client = await Client.login(simulator);
  expect(await client.find('/Fleet/vm/group-0160/vm-040000')).toMatchObject({
    type: 'VirtualMachine',
  });
});
