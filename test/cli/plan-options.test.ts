import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planVm } from '../../src/nested/plan/plan.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { vmFacts } from '../helpers/facts.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});

afterAll(async () => {
  expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
  await simulator.close();
});

function vhv(...args: readonly string[]): Promise<Ran> {
  return runCli(args, { env: envOf(simulator) });
}

async function planOf(...args: readonly string[]): Promise<VmPlan | undefined> {
  const ran = await vhv(...args, '--dry-run', '--output', 'json');
  return jsonOf<{ plans: VmPlan[] }>(ran).plans[0];
}

describe('what a plan may do comes from the flags', () => {
  test.each([
    ['hv-03', ['--power-cycle', 'soft'], { powerCycle: 'soft' }],
    ['hv-03', ['--power-cycle', 'hard'], { powerCycle: 'hard' }],
    ['paused-01', ['--discard-suspended'], { discardSuspended: true }],
    ['old-01', ['--upgrade-hardware', 'vmx-19'], { upgradeHardware: 'vmx-19' }],
  ])('%s with %s', async (vm, flags, steps) => {
    expect(await planOf('enable', vm)).toMatchObject({ fate: 'blocked', steps: {} });
    expect(await planOf('enable', vm, ...flags)).toMatchObject({ fate: 'change', steps });
  });

  test('an upgrade to what its host does not run is blocked, and the newest that it runs is named', async () => {
    const flags = ['old-01', '--upgrade-hardware', 'vmx-99'];
    expect(await planOf('enable', ...flags)).toMatchObject({
      fate: 'blocked',
      findings: [{ code: 'HARDWARE_NOT_SUPPORTED', evidence: { newest: 'vmx-21 at most' } }],
    });
    const { exitCode, stdout } = await vhv('enable', ...flags, '--dry-run');
    expect(exitCode).toBe(5);
    expect(stdout).toContain('HARDWARE_NOT_SUPPORTED (vmx-21 at most)');
    expect(stdout).toContain('give --upgrade-hardware the version that is named beside it');
    const tooOld = await planOf('enable', 'old-01');
    expect(tooOld).toMatchObject({ findings: [{ evidence: { newest: 'vmx-21' } }] });
  });

  test('a template, with where it goes meanwhile', async () => {
    const plan = await planOf('enable', 'golden', '--convert-templates');
    expect(plan).toMatchObject({ fate: 'change', steps: { convertTemplate: {} } });
  });

  test('the table shows the steps, the codes, and each code once below', async () => {
    const { stdout } = await vhv(
      'enable',
      '--all',
      '--dry-run',
      '--power-cycle',
      'soft',
      '--profile',
      'kvm',
    );
    expect(stdout).toContain('nestedHVEnabled: off → on, power cycle (soft)');
    expect(stdout).toMatch(/golden +blocked .*TEMPLATE, NESTED_NETWORKING\n/);
    expect(stdout.match(/^NESTED_NETWORKING: /gm)).toHaveLength(1);
  });
});

describe('a profile', () => {
  test('is shown with the reason and the price of every key', async () => {
    const ran = await vhv('enable', 'hv-01', '--profile', 'hyper-v', '--dry-run');
    expect(ran.stdout).toContain('hypervisor.cpuid.v0: (none) → FALSE');
    expect(ran.stderr).toMatch(/why: .*\n +price: /);
  });

  test('gives way to a key that is named', async () => {
    const plan = await planOf(
      'enable',
      'hv-01',
      '--profile',
      'hyper-v',
      '--set',
      'HYPERVISOR.cpuid.v0=TRUE',
    );
    expect(plan?.change.extraConfig).toStrictEqual([
      { key: 'HYPERVISOR.cpuid.v0', from: null, to: 'TRUE' },
    ]);
  });

  test('has nothing to do with turning it off', async () => {
    expect(await vhv('disable', 'hv-01', '--profile', 'kvm', '--dry-run')).toMatchObject({
      exitCode: 2,
    });
  });
});

describe('--accept', () => {
  test('takes codes one by one and in lists, in any case', async () => {
    const plan = await planOf(
      'enable',
      'old-01',
      '--accept',
      'managed_by,HARDWARE_TOO_OLD',
      '--accept',
      'VM_NOT_CAPABLE',
    );
    expect(plan).toMatchObject({
      fate: 'change',
      findings: [{ code: 'HARDWARE_TOO_OLD', severity: 'warning', accepted: true }],
    });
    const table = await vhv('enable', 'old-01', '--dry-run', '--accept', 'HARDWARE_TOO_OLD');
    expect(table.stdout).toContain('HARDWARE_TOO_OLD (accepted)');
  });

  test.each(['SUSPENDED', 'SNAPSHOTS'] as const)(
    'refuses %s for the reason that the library gives',
    async (code) => {
      let reason = '';
      try {
        planVm(vmFacts(), { extraConfig: {} }, undefined, { accept: [code] });
      } catch (error) {
        reason = (error as Error).message.split(`${code} `)[1] ?? '';
      }
      expect(reason).not.toBe('');
      expect((await vhv('enable', '--all', '--accept', code)).stderr).toContain(reason);
    },
  );
});

describe('what makes no sense is refused before anything is asked', () => {
  test.each([
    [['--accept', 'MANAGED_BI'], 'Did you mean MANAGED_BY?'],
    [['--accept', 'NOTHING_LIKE_IT'], 'There are TEMPLATE, METHOD_DISABLED, MANAGED_BY'],
    [['--accept', 'SUSPENDED'], 'cannot be accepted'],
    [['--accept', 'SNAPSHOTS'], 'blocks nothing'],
    [['--accept', ''], '--accept needs a value'],
    [['--profile', 'hyperv'], 'Did you mean hyper-v? There are esxi, hyper-v, kvm, proxmox, vbs.'],
    [['--profile', 'toString'], 'no such profile'],
    [['--upgrade-hardware', 'vmx-08'], 'vmx-09 at least'],
    [['--upgrade-hardware', '19'], 'write vmx-NN'],
    [['--power-cycle', 'maybe'], 'never'],
  ])('%s', async (flags, words) => {
    const before = simulator.requests.http;
    const ran = await vhv('enable', 'hv-01', '--dry-run', ...flags);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(words) });
    expect(simulator.requests.http).toBe(before);
  });
});

test('vhv vms says what would stand in the way of turning it on', async () => {
  const { stdout } = await vhv('vms');
  expect(stdout).toMatch(/hv-03 .*POWER_CYCLE_REQUIRED$/m);
  expect(stdout).toMatch(/old-01 .*HARDWARE_TOO_OLD$/m);
  expect(stdout).toMatch(/hv-01 .*yes$/m);
});
