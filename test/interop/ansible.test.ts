import { expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { playbook } from './helpers/ansible.ts';
import { collect } from './helpers/govc.ts';
import { pyvmomi } from './helpers/pyvmomi.ts';

interface Listed {
  readonly name: string;
  readonly moid: string;
  readonly extraConfig: Readonly<Record<string, string>>;
}

it.each([
  { kind: 'vcenter', datacenter: 'Lab', folder: '/Lab/vm/nested' },
  { kind: 'esx', datacenter: 'ha-datacenter', folder: '/ha-datacenter/vm' },
] as const)(
  'Ansible reads a VM of our $kind, turns nested virtualization on with either module, and finds it on afterwards',
  async ({ kind, datacenter, folder }) => {
    await using simulator = await startSimulator({ kind });
    const before = (await pyvmomi(simulator, 'list')) as Listed[];
    const { moid, extraConfig } = before.find(({ name }) => name === 'hv-01') as Listed;

    const report = await playbook(simulator, 'nested_virtualization.yml', { datacenter });

    expect(report).toMatchObject({
      facts: {
        hw_name: 'hv-01',
        hw_folder: folder,
        hw_power_status: 'poweredOff',
        hw_version: 'vmx-19',
        hw_datastores: ['nvme-01'],
        moid,
        advanced_settings: extraConfig,
      },
      changed: [true, false, true, false, false],
      changes: {
        changed_parameters: {
          'vm_options.enable_hardware_assisted_virtualization': {
            old_value: false,
            new_value: true,
          },
        },
        objects_to_add: [],
        objects_to_update: [],
        objects_to_remove: [],
      },
    });
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(2);
    const flag = 'config.nestedHVEnabled';
    const flagOf = async (name: string) =>
      (await collect(simulator, `${folder}/${name}`, flag))[flag];
    expect(await Promise.all(['hv-01', 'hv-02', 'hv-03'].map(flagOf))).toEqual([true, true, false]);
    expect(simulator.sessionCount).toBe(0);
  },
);
