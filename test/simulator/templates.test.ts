import { describe, expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

async function lab(path: string, user = 'user') {
  const users = [{ name: 'reader', password: 'pass', grants: [{ path: '/', privileges: [] }] }];
  const client = await Client.login(await testSimulator({ users }), user);
  const vm = await client.find(path);
  const pool = await client.find('/Lab/host/compute/Resources');
  const into = `<pool type="ResourcePool">${pool.value}</pool>`;
  return { client, vm, pool, into };
}

describe('a template', () => {
  it('becomes a VM, takes the change that it refused, and becomes a template again', async () => {
    const { client, vm, pool, into } = await lab('/Lab/vm/golden');
    const spec = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
    await client.call('MarkAsVirtualMachine', vm, into);
    const paths = ['config.template', 'config.nestedHVEnabled', 'resourcePool'];
    expect(await client.read(vm, ...paths)).toEqual({
      'config.template': false,
      'config.nestedHVEnabled': false,
      resourcePool: pool,
    });
    expect(await client.task('ReconfigVM_Task', vm, spec)).toMatchObject({ state: 'success' });
    await client.call('MarkAsTemplate', vm);
    expect(await client.read(vm, ...paths)).toEqual({
      'config.template': true,
      'config.nestedHVEnabled': true,
    });
  });

  it('and a VM are not taken for each other', async () => {
    const { client, vm, into } = await lab('/Lab/vm/golden');
    expect(await client.fault('MarkAsTemplate', vm)).toMatchObject({ type: 'InvalidState' });
    const other = await client.find('/Lab/vm/nested/hv-01');
    expect(await client.fault('MarkAsVirtualMachine', other, into)).toMatchObject({
      type: 'InvalidState',
    });
    const running = await client.find('/Lab/vm/nested/hv-03');
    expect(await client.fault('MarkAsTemplate', running)).toMatchObject({
      type: 'InvalidPowerState',
    });
  });

  it('goes to a host of its pool and no other', async () => {
    const { client, vm, into } = await lab('/Lab/vm/golden');
    const other = await client.find('/Lab/host/esx-03.lab.test/esx-03.lab.test');
    const host = `<host type="HostSystem">${other.value}</host>`;
    expect(await client.fault('MarkAsVirtualMachine', vm, into + host)).toMatchObject({
      type: 'InvalidArgument',
      detail: { invalidProperty: 'host' },
    });
  });

  it('needs its privileges, and there is none on a host of its own', async () => {
    const { client, vm, into } = await lab('/Lab/vm/golden', 'reader');
    for (const [method, parameters, privilegeId] of [
      ['MarkAsTemplate', '', 'VirtualMachine.Provisioning.MarkAsTemplate'],
      ['MarkAsVirtualMachine', into, 'VirtualMachine.Provisioning.MarkAsVM'],
    ] as const) {
      expect(await client.fault(method, vm, parameters)).toMatchObject({
        type: 'NoPermission',
        detail: { privilegeId },
      });
    }
    const host = await Client.login(await testSimulator({ kind: 'esx' }));
    const own = await host.find('/ha-datacenter/vm/hv-01');
    expect(await host.fault('MarkAsTemplate', own)).toMatchObject({ type: 'NotSupported' });
  });
});
