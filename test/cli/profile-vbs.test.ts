import { expect, it } from 'vitest';
import type { ChangeRow } from '../../src/report/rows/changes.ts';
import type { InventoryData } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';

const efi = { firmware: 'efi', bootOptions: { efiSecureBootEnabled: true } } as const;
const vbs = { ...efi, flags: { vbsEnabled: true, vvtdEnabled: true } } as const;

const inventory: InventoryData = {
  datacenters: [
    {
      name: 'DC',
      clusters: [{ name: 'cl', hosts: [{ name: 'intel' }, { name: 'amd', cpu: 'amd' }] }],
      vms: [
        { name: 'intel-13', host: 'intel', hardware: 'vmx-13', settings: vbs },
        { name: 'intel-14', host: 'intel', hardware: 'vmx-14', settings: vbs },
        { name: 'amd-18', host: 'amd', hardware: 'vmx-18', settings: vbs },
        { name: 'amd-19', host: 'amd', hardware: 'vmx-19', settings: vbs },
        { name: 'amd-18-on', host: 'amd', hardware: 'vmx-18', settings: vbs, nestedHV: true },
        {
          name: 'hot-add',
          host: 'intel',
          settings: { ...vbs, cpuHotAddEnabled: true, memoryHotAddEnabled: true },
        },
        { name: 'no-flags', host: 'intel', settings: efi, nestedHV: true },
        { name: 'good-on', host: 'intel', settings: vbs, nestedHV: true },
      ],
    },
  ],
};

it('the profile vbs reports what VBS needs, by the CPU of the host, also of VMs that are on', async () => {
  const simulator = await testSimulator({ inventory });
  const args = ['enable', '--all', '--dry-run', '--profile', 'vbs', '--output', 'jsonl'];
  const ran = await runCli(args, { env: envOf(simulator) });
  expect(ran.exitCode).toBe(0);
  const rows = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ChangeRow);
  const found = rows.map(({ path, outcome, findings }) => [path.slice(7), outcome, ...findings]);
  expect(found).toStrictEqual([
    ['intel-13', 'change', 'VBS_HARDWARE_TOO_OLD'],
    ['intel-14', 'change'],
    ['amd-18', 'change', 'VBS_HARDWARE_TOO_OLD'],
    ['amd-19', 'change'],
    ['amd-18-on', 'unchanged', 'VBS_HARDWARE_TOO_OLD'],
    ['hot-add', 'change', 'VBS_HOT_ADD'],
    ['no-flags', 'unchanged', 'VBS_FLAG_OFF', 'VBS_IOMMU_OFF'],
    ['good-on', 'unchanged'],
  ]);
});
