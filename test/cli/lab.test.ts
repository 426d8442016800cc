import { beforeAll, describe, expect, it } from 'vitest';
import { labInventory, startSimulator, type VmData } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';

interface Plan {
  readonly facts: { readonly name: string };
  readonly fate: string;
  readonly keepApart: readonly string[];
  readonly findings: readonly { readonly code: string }[];
}

/** Plans that may shut guests down, by the name of the VM; of the built-in lab, or of a server that `env` leads to. */
async function planLab(
  command: 'enable' | 'disable',
  env: Readonly<Record<string, string>> = { VHV_URL: 'sim:' },
): Promise<ReadonlyMap<string, Plan>> {
  const options = ['--all', '--dry-run', '--power-cycle', 'soft', '--output', 'json'];
  const { stdout } = await runCli([command, ...options], { env });
  const { plans } = JSON.parse(stdout) as { plans: Plan[] };
  return new Map(plans.map((plan) => [plan.facts.name, plan]));
}

const codesOf = (plan: Plan | undefined) => plan?.findings.map(({ code }) => code);

describe('each VM of the built-in lab has its own obstacle in the plan', () => {
  let plans: ReadonlyMap<string, Plan>;
  beforeAll(async () => {
    plans = await planLab('enable');
  });

  it.each([
    ['hv-01', 'change', []],
    ['hv-02', 'change', []],
    ['hv-03', 'change', []],
    ['hv-04', 'unchanged', []],
    ['amd-01', 'change', []],
    ['old-01', 'blocked', ['HARDWARE_TOO_OLD']],
    ['golden', 'blocked', ['TEMPLATE']],
    ['paused-01', 'blocked', ['SUSPENDED']],
    ['gpu-01', 'blocked', ['PCI_PASSTHROUGH']],
    ['vbs-01', 'unchanged', []],
    ['ft-01', 'blocked', ['FAULT_TOLERANCE']],
    ['snap-01', 'change', ['SNAPSHOTS']],
    ['vCLS-01', 'blocked', ['CLUSTER_SERVICE_VM', 'TOOLS_NOT_RUNNING']],
    ['asking-01', 'blocked', ['QUESTION_PENDING', 'TOOLS_NOT_RUNNING']],
    // It is off: its key and its TPM would matter if it had to come back up.
    ['secret-01', 'change', []],
    ['mute-01', 'blocked', ['TOOLS_NOT_RUNNING']],
    ['backup-01', 'blocked', ['METHOD_DISABLED']],
    ['pair-a', 'change', []],
    ['pair-b', 'change', []],
    ['web', 'change', []],
    ['db', 'change', []],
    ['manual-01', 'change', ['DRS_MANUAL']],
    ['resting-01', 'change', []],
    ['lost-01', 'blocked', ['NOT_CONNECTED']],
    ['ancient-01', 'blocked', ['HARDWARE_TOO_OLD', 'HOST_NEEDS_VHV_ALLOW']],
    ['full-01', 'blocked', ['HA_NO_ROOM']],
    ['install-01', 'blocked', ['DATASTORE_INACCESSIBLE', 'CD_INACCESSIBLE']],
  ] as const)('%s: %s %j', (name, fate, codes) => {
    const plan = plans.get(name);
    expect({ fate: plan?.fate, codes: codesOf(plan) }).toEqual({ fate, codes });
  });

  it('and none is left out of this list', () => {
    expect(plans.size).toBe(27);
  });

  it('VMs of a vApp are kept apart', () => {
    expect(plans.get('web')?.keepApart).toEqual([expect.stringMatching(/^vapp:resgroup-/)]);
    expect(plans.get('hv-03')?.keepApart).toEqual([]);
  });
});

it('nesting is not taken from a VM that has VBS', async () => {
  const plans = await planLab('disable');
  expect(plans.get('vbs-01')).toMatchObject({
    fate: 'blocked',
    findings: [{ code: 'VBS_ENABLED' }],
  });
  expect(plans.get('hv-04')).toMatchObject({
    fate: 'change',
    findings: [{ code: 'INNER_VMS', severity: 'warning' }],
  });
});

describe('VMs of the lab that are off, once they run and have to come back up', () => {
  let plans: ReadonlyMap<string, Plan>;
  beforeAll(async () => {
    const names = ['secret-01', 'pair-a', 'pair-b', 'db', 'resting-01', 'ancient-01'];
    const start = (vm: VmData): VmData =>
      names.includes(vm.name) ? { ...vm, power: 'poweredOn', tools: 'running' } : vm;
    const datacenters = labInventory().datacenters.map((datacenter) => ({
      ...datacenter,
      vms: [...(datacenter.vms ?? [])].map(start),
    }));
    await using simulator = await startSimulator({ inventory: { datacenters } });
    plans = await planLab('enable', envOf(simulator));
  });

  it.each([
    ['resting-01', ['HOST_IN_MAINTENANCE', 'DRS_MANUAL']],
    ['ancient-01', ['HARDWARE_TOO_OLD', 'HOST_NEEDS_VHV_ALLOW', 'LICENCE_ENDING']],
  ] as const)('%s is blocked by %j', (name, codes) => {
    const plan = plans.get(name);
    expect({ fate: plan?.fate, codes: codesOf(plan) }).toEqual({ fate: 'blocked', codes });
  });

  it('secret-01 may be power-cycled while its key provider is healthy', () => {
    const plan = plans.get('secret-01');
    expect(plan?.fate).toBe('change');
    expect(codesOf(plan)).toEqual(['ENCRYPTED', 'VTPM']);
  });

  it.each([
    ['pair-a', 'pair-b', /^rule:domain-c\d+:1$/],
    ['web', 'db', /^vapp:resgroup-/],
  ])('%s and %s are never off at the same time', (one, other, group) => {
    expect(plans.get(one)?.fate).toBe('change');
    expect(plans.get(one)?.keepApart).toEqual([expect.stringMatching(group)]);
    expect(plans.get(other)?.keepApart).toEqual(plans.get(one)?.keepApart);
  });
});
