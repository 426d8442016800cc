import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/index.ts';
import type { DrsBehavior } from '../../src/simulator/types.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

/** A cluster of two hosts, the first in maintenance. */
function cluster(drs: DrsBehavior | 'off'): SimulatorOptions {
  const hosts = [{ name: 'a', maintenance: true }, { name: 'b' }];
  return {
    inventory: {
      datacenters: [
        {
          name: 'DC',
          clusters: [{ name: 'C', drs, hosts }],
          vms: [
            { name: 'one', host: 'b' },
            { name: 'two', host: 'a' },
            { name: 'three', host: 'b', power: 'poweredOn' },
          ],
        },
      ],
    },
  };
}

async function lab(options: SimulatorOptions) {
  const client = await Client.login(await testSimulator(options));
  const [datacenter, one, two, three] = await Promise.all(
    ['/DC', '/DC/vm/one', '/DC/vm/two', '/DC/vm/three'].map((path) => client.find(path)),
  );
  const vms = (...moRefs: (MoRef | undefined)[]) =>
    moRefs.map((moRef) => `<vm type="VirtualMachine">${moRef?.value}</vm>`).join('');
  const power = async (vm: MoRef) =>
    (await client.read(vm, 'runtime.powerState'))['runtime.powerState'];
  return { client, datacenter, one, two, three, vms, power } as {
    client: Client;
    vms: typeof vms;
    power: typeof power;
  } & Record<'datacenter' | 'one' | 'two' | 'three', MoRef>;
}

const override =
  '<option><key>OverrideAutomationLevel</key><value xsi:type="xsd:string">fullyAutomated</value></option>';

describe('PowerOnMultiVM_Task', () => {
  it('tries each VM in a task of its own, on a host that takes it', async () => {
    const { client, datacenter, one, two, three, vms, power } = await lab(
      cluster('fullyAutomated'),
    );
    const info = await client.task('PowerOnMultiVM_Task', datacenter, vms(one, two, three));
    expect(info).toMatchObject({
      state: 'success',
      result: {
        _type: 'ClusterPowerOnVmResult',
        attempted: [{ vm: one }, { vm: two }],
        notAttempted: [{ vm: three, fault: { fault: { _type: 'InvalidPowerState' } } }],
      },
    });
    const { task } = info.result.attempted[0];
    expect(await client.read(task, 'info.parentTaskKey', 'info.name')).toEqual({
      'info.parentTaskKey': info.key,
      'info.name': 'PowerOnVM_Task',
    });
    await expect.poll(() => power(two)).toBe('poweredOn');
    const b = await client.find('/DC/host/C/b');
    expect(await client.read(two, 'runtime.host')).toEqual({ 'runtime.host': b });
  });

  it('under manual DRS succeeds, recommends, and leaves the VM off', async () => {
    const { client, datacenter, one, vms, power } = await lab(cluster('manual'));
    const info = await client.task('PowerOnMultiVM_Task', datacenter, vms(one));
    expect(info).toMatchObject({
      state: 'success',
      result: { recommendations: [{ target: one, reason: 'powerOnVm' }] },
    });
    expect(info.result.attempted).toBeUndefined();
    expect(await power(one)).toBe('poweredOff');
    await client.task('PowerOnMultiVM_Task', datacenter, vms(one) + override);
    await expect.poll(() => power(one)).toBe('poweredOn');
  });

  it('without DRS powers on where the VM is', async () => {
    const { client, datacenter, two, vms } = await lab(cluster('off'));
    expect(await client.task('PowerOnMultiVM_Task', datacenter, vms(two))).toMatchObject({
      result: { notAttempted: [{ vm: two, fault: { fault: { _type: 'InvalidHostState' } } }] },
    });
  });

  it('is a matter of vCenter', async () => {
    const client = await Client.login(await testSimulator({ kind: 'esx' }));
    const vm = await client.find('/ha-datacenter/vm/hv-01');
    const datacenter = await client.find('/ha-datacenter');
    const parameters = `<vm type="VirtualMachine">${vm.value}</vm>`;
    expect(await client.fault('PowerOnMultiVM_Task', datacenter, parameters)).toMatchObject({
      type: 'NotSupported',
    });
  });
});

describe('CancelTask', () => {
  it('ends a task in RequestCanceled, where it can be called off', async () => {
    const options = { ...cluster('fullyAutomated'), taskMs: 60_000 };
    const { client, datacenter, one, vms, power } = await lab(options);
    const task = await client.call('PowerOnMultiVM_Task', datacenter, vms(one));
    await client.call('CancelTask', task);
    const read = async () => (await client.read(task, 'info'))['info'];
    await expect.poll(read).toMatchObject({
      state: 'error',
      cancelled: true,
      error: { fault: { _type: 'RequestCanceled' } },
    });
    expect(await power(one)).toBe('poweredOff');
    expect(await client.fault('CancelTask', task)).toMatchObject({ type: 'InvalidState' });
    const reconfigure = await client.call('ReconfigVM_Task', one, '<spec></spec>');
    expect(await client.fault('CancelTask', reconfigure)).toMatchObject({ type: 'NotSupported' });
  });
});
