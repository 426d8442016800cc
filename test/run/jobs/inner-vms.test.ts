import { describe, expect, it } from 'vitest';
import type { Desired } from '../../../src/nested/plan/change.ts';
import { planVm } from '../../../src/nested/plan/plan.ts';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import { startSimulator, type VmData } from '../../../src/simulator/index.ts';
import { hostsOf } from '../../../src/simulator/model/host-system.ts';
import { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { jsonOf } from '../../helpers/cli.ts';
import { entry, listed, vhvAt } from '../../helpers/endpoints.ts';
import { healthy, vmFacts } from '../../helpers/facts.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running, turnOn } from './fleet.ts';
import { inner, outer, startHypervisor, swapped, type Wanted } from './hypervisor.ts';

expectNothingUnhandled();

const soft = { powerCycle: 'soft' } as const;
const aboutHypervisors = ({ findings }: VmPlan) =>
  findings.filter(({ code }) => ['INNER_VMS', 'VSAN_WITNESS'].includes(code));

async function planOuter(fleet: Fleet, options = {}, desired?: Desired): Promise<VmPlan> {
  const plans = await fleet.plan({ ...soft, ...options }, desired);
  const plan = plans.find(({ facts }) => facts.name === 'outer');
  if (plan === undefined) {
    throw new Error('outer was not planned');
  }
  return plan;
}

describe('a VM whose guest is a host of the run', () => {
  it.each<[string, Wanted, readonly string[]]>([
    ['has a VM that is on', {}, ['blocked', 'INNER_VMS']],
    ['shows its uuid in the other byte order', { shown: swapped }, ['blocked', 'INNER_VMS']],
    [
      'shows its uuid in capitals',
      { shown: (uuid) => uuid.toUpperCase() },
      ['blocked', 'INNER_VMS'],
    ],
    ['does not answer', { nested: { connection: 'notResponding' } }, ['blocked', 'INNER_VMS']],
    ['has only VMs that are off', { vms: [inner({ power: 'poweredOff' })] }, ['change']],
    ['has only suspended VMs', { vms: [inner({ power: 'suspended' })] }, ['change']],
    ['is in maintenance', { nested: { maintenance: true } }, ['change']],
    ['is another machine', { shown: () => '00000000-0000-4000-8000-000000000001' }, ['change']],
    [
      'is a vSAN witness, which has no VMs',
      { vms: [], nested: { options: { 'Misc.vsanWitnessVirtualAppliance': 1 } } },
      ['blocked', 'VSAN_WITNESS'],
    ],
    [
      'is a vSAN witness in maintenance',
      {
        vms: [],
        nested: { maintenance: true, options: { 'Misc.vsanWitnessVirtualAppliance': 1 } },
      },
      ['blocked', 'VSAN_WITNESS'],
    ],
  ])('%s', async (_, wanted, expected) => {
    const plan = await planOuter(await startHypervisor(wanted));
    expect([plan.fate, ...aboutHypervisors(plan).map(({ code }) => code)]).toStrictEqual(expected);
  });

  it('names the host, its server and how many VMs are on', async () => {
    const fleet = await startHypervisor({ vms: [inner(), running('other', { host: 'nested' })] });
    expect(aboutHypervisors(await planOuter(fleet))).toMatchObject([
      { evidence: { host: 'nested', server: fleet.session.endpoint, poweredOn: '2' } },
    ]);
  });

  it('is blocked also if its VMs cannot be read', () => {
    const unread = { name: 'nested', endpoint: 'https://vc.example.com', isVsanWitness: false };
    const vm = vmFacts({ powerState: 'poweredOn', toolsRunningStatus: 'guestToolsRunning' });
    const around = healthy({ guestHosts: { [vm.moRef.value]: unread } });
    const plan = planVm(vm, turnOn, around, soft);
    expect(aboutHypervisors(plan)).toMatchObject([{ evidence: { poweredOn: 'unread' } }]);
    expect(plan.fate).toBe('blocked');
  });

  it.each(['INNER_VMS', 'VSAN_WITNESS'] as const)('%s cannot be accepted', async (code) => {
    const fleet = await startHypervisor();
    await expect(fleet.plan({ ...soft, accept: [code] })).rejects.toMatchObject({
      message: expect.stringContaining(`${code} cannot be accepted`),
    });
  });

  it('is asked for only if VMs would be power-cycled, and with few requests', async () => {
    const fleet = await startHypervisor();
    const reads = () => fleet.simulator.requests.of('RetrievePropertiesEx');
    const before = reads();
    await fleet.plan();
    const without = reads() - before;
    await fleet.plan(soft);
    // The uuids of all hosts; the host that is a guest, and its VMs.
    expect(reads() - before - without).toBe(without + 3);
  });
});

describe('a VM with nested virtualization whose guest is a hypervisor by its guest id', () => {
  const off: Desired = { nestedHVEnabled: false, extraConfig: {} };

  it.each([
    ['vmkernelGuest', true],
    ['vmkernel65Guest', true],
    ['vmkernel8Guest', true],
    ['windowsHyperVGuest', true],
    ['windows2019srv_64Guest', false],
  ])('%s', async (guestId, isWarned) => {
    const vm = running('outer', { nestedHV: true, settings: { guestId } });
    const fleet = await Fleet.start([vm]);
    const plan = await planOuter(fleet, {}, off);
    expect([plan.fate, ...aboutHypervisors(plan).map(({ severity }) => severity)]).toStrictEqual(
      isWarned ? ['change', 'warning'] : ['change'],
    );
  });

  it('is no warning before nested virtualization is on, nor if the VM is off', async () => {
    expect(aboutHypervisors(await planOuter(await Fleet.start([outer])))).toStrictEqual([]);
    const vm: VmData = { ...outer, power: 'poweredOff', nestedHV: true };
    expect(aboutHypervisors(await planOuter(await Fleet.start([vm]), {}, off))).toStrictEqual([]);
  });
});

it('the host may be on another server of the run', async () => {
  const { simulator } = await Fleet.start([outer]);
  const [vm] = [...simulator.model.inventory.objects()].filter(
    (object) => object instanceof VirtualMachine,
  );
  const lab = await startSimulator({
    kind: 'esx',
    inventory: {
      datacenters: [
        { name: 'ha', hosts: [{ name: 'esxi' }], vms: [running('inner', { host: 'esxi' })] },
      ],
    },
  });
  try {
    for (const host of hostsOf(lab.model.inventory)) {
      host.uuid = swapped(vm?.state.uuid ?? '');
    }
    const file = listed(entry(simulator, 'vc'), entry(lab, 'lab'));
    const args = ['--all', '--power-cycle', 'soft', '--dry-run', '--output', 'json'];
    const both = await vhvAt(file, ['enable', ...args]);
    const found = jsonOf<{ readonly plans: readonly VmPlan[] }>(both).plans;
    const plan = found.find(({ facts }) => facts.name === 'outer');
    expect(plan?.fate).toBe('blocked');
    expect(plan && aboutHypervisors(plan)).toMatchObject([
      { code: 'INNER_VMS', evidence: { server: new URL(lab.url).origin } },
    ]);
  } finally {
    await lab.close();
  }
});
