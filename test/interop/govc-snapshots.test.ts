import { describe, expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { collect, govc, govcJson } from './helpers/govc.ts';

const flag = 'config.nestedHVEnabled';

describe.each([
  { name: 'vCenter', kind: 'vcenter', folder: '/Lab/vm/nested' },
  { name: 'ESXi', kind: 'esx', folder: '/ha-datacenter/vm' },
] as const)('govc at our simulator as $name', ({ kind, folder }) => {
  const vm = `${folder}/hv-01`;

  async function start() {
    const simulator = await testSimulator({ kind });
    const done = async (...args: readonly string[]) =>
      expect(await govc(simulator, ...args)).toMatchObject({ exitCode: 0, stderr: '' });
    return { simulator, done };
  }

  it('takes snapshots, goes back to them and removes them', async () => {
    const { simulator, done } = await start();
    await done('snapshot.create', '-vm', vm, 'before');
    await done('vm.change', '-vm', vm, '-nested-hv-enabled=true');
    await done('snapshot.create', '-vm', vm, 'after');
    const { stdout } = await govc(simulator, 'snapshot.tree', '-vm', vm, '-f');
    expect(stdout).toMatch(/^before\n +before\/after\n/);
    await done('snapshot.revert', '-vm', vm, 'before');
    expect(await collect(simulator, vm, flag)).toEqual({ [flag]: false });
    await done('snapshot.revert', '-vm', vm, 'after');
    expect(await collect(simulator, vm, flag)).toEqual({ [flag]: true });
    await done('snapshot.remove', '-vm', vm, 'before');
    await done('snapshot.remove', '-vm', vm, '*');
    const { virtualMachines } = await govcJson<{
      virtualMachines: readonly unknown[];
    }>(simulator, 'vm.info', '-json', vm);
    expect(virtualMachines).toMatchObject([{ snapshot: null }]);
  });

  it('is told by name what the simulator does not do', async () => {
    const { simulator } = await start();
    const typed = await govc(simulator, 'vm.keystrokes', '-vm', vm, '-s', 'x');
    expect(typed).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Unable to resolve WSDL method name PutUsbScanCodes'),
    });
    const added = await govc(simulator, 'device.remove', '-vm', vm, 'ethernet-0');
    expect(added).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('VirtualDeviceConfigSpec, the type of deviceChange'),
    });
  });
});
