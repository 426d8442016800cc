import { describe, expect, it } from 'vitest';
import type {
  ClusterData,
  DatacenterData,
  SimulatorOptions,
  VmData,
} from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

interface World {
  readonly vm?: Partial<VmData>;
  readonly others?: readonly VmData[];
  readonly cluster?: Partial<ClusterData>;
  readonly datacenter?: Partial<DatacenterData>;
  readonly options?: SimulatorOptions;
  readonly keyServer?: 'available' | 'unavailable';
}

/** One cluster C of one host, `esx`, with the VM `/DC/vm/vm`. */
async function world({ vm, others = [], cluster, datacenter, options, keyServer }: World) {
  const simulator = await testSimulator({
    ...options,
    inventory: {
      ...(keyServer && { keyServer }),
      datacenters: [
        {
          name: 'DC',
          clusters: [{ name: 'C', hosts: [{ name: 'esx' }], ...cluster }],
          vms: [{ name: 'vm', host: 'esx', ...vm }, ...others],
          ...datacenter,
        },
      ],
    },
  });
  const client = await Client.login(simulator);
  const moRef = await client.find('/DC/vm/vm');
  const powerOn = async () => (await client.task('PowerOnVM_Task', moRef)).error?.fault;
  return { client, vm: moRef, powerOn };
}

const running: VmData = { name: 'other', host: 'esx', power: 'poweredOn' };

describe('HA admission control', () => {
  it('refuses where there is no room, and room comes back when a VM goes off', async () => {
    const { client, powerOn } = await world({ cluster: { ha: { slots: 1 } }, others: [running] });
    const cluster = await client.find('/DC/host/C');
    const level = async () =>
      ((await client.read(cluster, 'summary'))['summary'] as { currentFailoverLevel: number })
        .currentFailoverLevel;
    expect(await level()).toBe(1);
    expect(await powerOn()).toMatchObject({ _type: 'InsufficientFailoverResourcesFault' });
    await client.task('PowerOffVM_Task', await client.find('/DC/vm/other'));
    expect(await powerOn()).toBeUndefined();
  });

  it('can be off, and says how it is set', async () => {
    const { client, powerOn } = await world({
      cluster: { ha: { slots: 0, admissionControl: false } },
      others: [running],
    });
    expect(await client.read(await client.find('/DC/host/C'), 'configurationEx')).toMatchObject({
      configurationEx: { dasConfig: { enabled: true, admissionControlEnabled: false } },
    });
    expect(await powerOn()).toBeUndefined();
  });
});

describe('storage', () => {
  const datastores = ['local', { name: 'lost', accessible: false }];

  it.each([
    ['InaccessibleDatastore', { disksOn: ['lost'] }, {}],
    [
      'GenericVmConfigFault',
      { disksOn: ['lost'] },
      { powerOnWithoutDatastore: 'GenericVmConfigFault' },
    ],
    ['InaccessibleDatastore', { iso: { datastore: 'lost' } }, {}],
    [
      'GenericVmConfigFault',
      { iso: { datastore: 'lost' } },
      { powerOnWithoutIso: 'GenericVmConfigFault' },
    ],
    [undefined, { iso: { datastore: 'lost' } }, { powerOnWithoutIso: 'accepted' }],
    [undefined, { iso: { datastore: 'lost', connected: false } }, {}],
    [undefined, { iso: { datastore: 'local' }, disksOn: ['local'] }, {}],
  ] as const)('ends the power-on with %s for %o under %o', async (type, vm, rules) => {
    const { powerOn } = await world({ vm, datacenter: { datastores }, options: { rules } });
    expect((await powerOn())?._type).toBe(type);
  });

  it('is listed with the VM, and tells whether it can be reached', async () => {
    const { client, vm } = await world({
      vm: { disksOn: ['lost'], iso: { datastore: 'lost' } },
      datacenter: { datastores },
    });
    const local = await client.find('/DC/datastore/local');
    const lost = await client.find('/DC/datastore/lost');
    expect(await client.read(vm, 'datastore')).toEqual({ datastore: [local, lost] });
    expect(await client.read(lost, 'summary.accessible')).toEqual({ 'summary.accessible': false });
    const { 'config.hardware.device': device } = await client.read(vm, 'config.hardware.device');
    expect(device).toContainEqual(
      expect.objectContaining({
        _type: 'VirtualCdrom',
        backing: expect.objectContaining({ fileName: '[lost] iso/install.iso', datastore: lost }),
        connectable: expect.objectContaining({ startConnected: true }),
      }),
    );
    expect(device).toContainEqual(
      expect.objectContaining({
        _type: 'VirtualDisk',
        backing: expect.objectContaining({ fileName: '[lost] vm/vm_1.vmdk', datastore: lost }),
      }),
    );
  });

  it('that holds the VM itself and is lost leaves no configuration and nothing to do', async () => {
    const { client, vm } = await world({ vm: { datastore: 'lost' }, datacenter: { datastores } });
    expect(await client.read(vm, 'config.version', 'name', 'runtime.connectionState')).toEqual({
      name: 'vm',
      'runtime.connectionState': 'inaccessible',
    });
    for (const method of ['PowerOnVM_Task', 'UpgradeVM_Task']) {
      expect(await client.fault(method, vm)).toMatchObject({ type: 'InvalidState' });
    }
  });
});

describe('an encrypted VM', () => {
  it('needs its key server', async () => {
    const { client, vm, powerOn } = await world({ vm: { vtpm: true }, keyServer: 'unavailable' });
    const { 'config.hardware.device': device, ...read } = await client.read(
      vm,
      'config.keyId',
      'config.hardware.device',
      'runtime.cryptoState',
    );
    expect(read).toMatchObject({
      'config.keyId': { _type: 'CryptoKeyId', providerId: { id: 'key-provider-1' } },
      'runtime.cryptoState': 'locked',
    });
    expect(device).toContainEqual(expect.objectContaining({ _type: 'VirtualTPM' }));
    expect(await powerOn()).toMatchObject({ _type: 'EncryptionKeyRequired' });
    client.simulator.model.keyServer.available = true;
    expect(await powerOn()).toBeUndefined();
  });

  it('shows its key without a TPM too; another VM shows none', async () => {
    const { client, vm } = await world({ vm: { encrypted: true }, others: [running] });
    expect(await client.read(vm, 'config.keyId.providerId.id', 'runtime.cryptoState')).toEqual({
      'config.keyId.providerId.id': 'key-provider-1',
      'runtime.cryptoState': 'unlocked',
    });
    const other = await client.find('/DC/vm/other');
    expect(await client.read(other, 'config.keyId', 'runtime.cryptoState')).toEqual({});
  });
});

it('a host in standby does not answer', async () => {
  const { client, vm } = await world({ cluster: { hosts: [{ name: 'esx', standby: true }] } });
  const host = await client.find('/DC/host/C/esx');
  expect(
    await client.read(host, 'runtime.powerState', 'runtime.standbyMode', 'capability'),
  ).toEqual({
    'runtime.powerState': 'standBy',
    'runtime.standbyMode': 'in',
  });
  expect(await client.fault('PowerOnVM_Task', vm)).toMatchObject({ type: 'HostNotConnected' });
});

it('an evaluation tells how many hours are left', async () => {
  const licence = { edition: 'evaluation', expiresInHours: 5 } as const;
  const { client, powerOn } = await world({ cluster: { hosts: [{ name: 'esx', licence }] } });
  const manager = { type: 'LicenseManager', value: 'LicenseManager' };
  const { evaluation } = await client.read(manager, 'evaluation');
  const hours = (evaluation as { properties: { key: string; value: bigint }[] }).properties.find(
    ({ key }) => key === 'expirationHours',
  );
  expect([4n, 5n]).toContain(hours?.value);
  expect(await powerOn()).toBeUndefined();
});

it('a method that another product has switched off is listed and refused', async () => {
  const { client, vm } = await world({ vm: { disabledMethods: ['PowerOnVM_Task'] } });
  const { disabledMethod } = await client.read(vm, 'disabledMethod');
  expect(disabledMethod).toContain('PowerOnVM_Task');
  expect(await client.fault('PowerOnVM_Task', vm)).toMatchObject({ type: 'MethodDisabled' });
});

it.each([
  ['PowerOffVM_Task', {}, {}],
  ['PowerOnVM_Task', { power: 'poweredOn' }, {}],
  ['MarkAsTemplate', { template: true }, {}],
  ['ReconfigVM_Task', {}, { connection: 'disconnected' }],
] as const)('%s is a disabled method of %o on %o', async (method, vm, host) => {
  const { client, vm: moRef } = await world({ vm, cluster: { hosts: [{ name: 'esx', ...host }] } });
  expect((await client.read(moRef, 'disabledMethod'))['disabledMethod']).toContain(method);
});
