import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { collect, govc } from './helpers/govc.ts';

describe.each([
  { name: 'vCenter', kind: 'vcenter', folder: '/Lab/vm/nested' },
  { name: 'ESXi', kind: 'esx', folder: '/ha-datacenter/vm' },
] as const)('govc switches VMs of our simulator as $name', ({ kind, folder }) => {
  function start(): Promise<Simulator> {
    return testSimulator({ kind });
  }

  async function powerOf(simulator: Simulator, vm: string): Promise<unknown> {
    return (await collect(simulator, `${folder}/${vm}`, 'runtime.powerState'))[
      'runtime.powerState'
    ];
  }

  it('vm.power -on and -off', async () => {
    const simulator = await start();
    expect(await govc(simulator, 'vm.power', '-on', `${folder}/hv-01`)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/OK\n$/),
    });
    expect(await powerOf(simulator, 'hv-01')).toBe('poweredOn');
    const again = await govc(simulator, 'vm.power', '-on', `${folder}/hv-01`);
    expect(again).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('cannot be performed in the current state (Powered on)'),
    });
    expect(await govc(simulator, 'vm.power', '-off', `${folder}/hv-01`)).toMatchObject({
      exitCode: 0,
    });
    expect(await powerOf(simulator, 'hv-01')).toBe('poweredOff');
  });

  it('vm.power -s shuts the guest down, where there are Tools', async () => {
    const simulator = await start();
    expect(await govc(simulator, 'vm.power', '-s', '-wait', `${folder}/hv-03`)).toMatchObject({
      exitCode: 0,
    });
    await expect.poll(() => powerOf(simulator, 'hv-03')).toBe('poweredOff');
    await govc(simulator, 'vm.power', '-on', `${folder}/hv-01`);
    expect(await govc(simulator, 'vm.power', '-s', `${folder}/hv-01`)).toMatchObject({
      exitCode: 1,
    });
  });

  it('a power cycle with the flag in between, as an administrator does it', async () => {
    const simulator = await start();
    const vm = `${folder}/hv-03`;
    for (const step of [
      ['vm.power', '-off', vm],
      ['vm.change', '-vm', vm, '-nested-hv-enabled=true'],
      ['vm.power', '-on', vm],
    ]) {
      expect(await govc(simulator, ...step)).toMatchObject({ exitCode: 0, stderr: '' });
    }
    const paths = ['config.nestedHVEnabled', 'runtime.powerState', 'runtime.featureRequirement'];
    const values = await collect(simulator, vm, ...paths);
    expect(values).toMatchObject({
      'config.nestedHVEnabled': true,
      'runtime.powerState': 'poweredOn',
    });
    expect(values['runtime.featureRequirement']).toContainEqual(
      expect.objectContaining({ key: 'hv.capable' }),
    );
  });

  it('events tell what was done, by whom and where', async () => {
    const simulator = await start();
    await govc(simulator, 'vm.change', '-vm', `${folder}/hv-01`, '-nested-hv-enabled=true');
    await govc(simulator, 'vm.power', '-on', `${folder}/hv-01`);
    const { stdout, exitCode } = await govc(simulator, 'events', `${folder}/hv-01`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/hv-01/);
    expect(stdout).toMatch(/[Rr]econfigured/);
    expect(stdout).toMatch(/powered on/i);
    const types = ['-type', 'VmPoweredOnEvent'];
    const filtered = await govc(simulator, 'events', ...types, `${folder}/hv-01`);
    expect(filtered.stdout.trim().split('\n')).toHaveLength(1);
  });
});
