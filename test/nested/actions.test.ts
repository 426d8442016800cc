import { describe, expect, test } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { neededPrivileges } from '../../src/nested/plan/actions.ts';
import { type PlannedActions, type PlanOptions, planVm } from '../../src/nested/plan/plan.ts';
import { healthy, vmFacts, withHost } from '../helpers/facts.ts';

const on = { nestedHVEnabled: true, extraConfig: {} };
const key = { extraConfig: { 'disk.EnableUUID': 'TRUE' } };
const running: Partial<VmFacts> = {
  powerState: 'poweredOn',
  toolsRunningStatus: 'guestToolsRunning',
};
const everything: PlanOptions = {
  powerCycle: 'soft',
  discardSuspended: true,
  upgradeHardware: 'vmx-19',
  convertTemplates: true,
};
const pool = { type: 'ResourcePool', value: 'resgroup-9' };
const host = { type: 'HostSystem', value: 'host-14' };

describe('with everything allowed, only what is needed is planned', () => {
  test.each<[shows: string, facts: Partial<VmFacts>, steps: PlannedActions]>([
    ['a VM that is off', {}, {}],
    ['one that runs', running, { powerCycle: 'soft' }],
    ['one that is suspended', { powerState: 'suspended' }, { discardSuspended: true }],
    ['one that is too old', { hardwareVersion: 'vmx-08' }, { upgradeHardware: 'vmx-19' }],
    [
      'one that is too old and runs',
      { ...running, hardwareVersion: 'vmx-07' },
      { powerCycle: 'soft', upgradeHardware: 'vmx-19' },
    ],
    ['a template', { template: true }, { convertTemplate: { pool, host } }],
    [
      'one that has it already',
      { ...running, nestedHVEnabled: true, hardwareVersion: 'vmx-08' },
      {},
    ],
  ])('for %s', (_, facts, steps) => {
    const plan = planVm(vmFacts(facts), on, healthy(), everything);
    expect(plan.steps).toStrictEqual(steps);
    expect(plan.fate).not.toBe('blocked');
  });

  test('a running VM is not cycled for an advanced option, and a suspended one is', () => {
    expect(planVm(vmFacts(running), key, healthy(), everything).steps).toStrictEqual({});
    const suspended = vmFacts({ powerState: 'suspended' });
    expect(planVm(suspended, key, healthy(), everything).steps).toStrictEqual({
      discardSuspended: true,
    });
  });
});

test('nothing is planned that was not asked for', () => {
  const facts = vmFacts({ ...running, hardwareVersion: 'vmx-08', template: true });
  const { steps, fate } = planVm(facts, on, healthy());
  expect({ steps, fate }).toStrictEqual({ steps: {}, fate: 'blocked' });
});

test('a VM whose power is not known is not cycled', () => {
  const plan = planVm(vmFacts({ powerState: undefined }), on, healthy(), everything);
  expect(plan).toMatchObject({ steps: {}, fate: 'blocked' });
});

test('an upgrade to a version that cannot either is no help', () => {
  const facts = vmFacts({ hardwareVersion: 'vmx-07' });
  const plan = planVm(facts, on, healthy(), { upgradeHardware: 'vmx-08' });
  expect(plan.findings).toMatchObject([{ code: 'HARDWARE_TOO_OLD' }]);
});

test('an ESXi on its own has no templates to convert', () => {
  const surroundings = { ...healthy(), isVCenter: false };
  const plan = planVm(vmFacts({ template: true }), on, surroundings, everything);
  expect(plan).toMatchObject({ steps: {}, fate: 'blocked' });
});

describe('VMs are kept apart', () => {
  const rules = [
    { key: 7, vms: ['vm-42', 'vm-43'] },
    { key: 8, vms: ['vm-43', 'vm-44'] },
  ];
  const [moid = '', cluster] = Object.entries(healthy().clusters)[0] ?? [];
  const surroundings = healthy({
    clusters: cluster === undefined ? {} : { [moid]: { ...cluster, antiAffinity: rules } },
  });
  const inVApp = { details: { resourcePool: { type: 'VirtualApp', value: 'resgroup-v20' } } };

  test.each<[shows: string, facts: Partial<VmFacts>, options: PlanOptions, groups: string[]]>([
    ['by the rules that name them', running, everything, ['rule:domain-c8:7']],
    [
      'by their vApp too',
      { ...running, ...inVApp },
      everything,
      ['rule:domain-c8:7', 'vapp:resgroup-v20'],
    ],
    [
      'not by a plain pool',
      {
        ...running,
        details: { resourcePool: pool },
        moRef: { type: 'VirtualMachine', value: 'vm-1' },
      },
      everything,
      [],
    ],
    ['not where they are off', inVApp, everything, []],
  ])('%s', (_, facts, options, groups) => {
    expect(planVm(vmFacts(facts), on, surroundings, options).keepApart).toStrictEqual(groups);
  });

  test('in no cluster there are no rules', () => {
    const alone = withHost({ parent: { type: 'ComputeResource', value: 'domain-s9' } });
    expect(planVm(vmFacts(running), on, alone, everything).keepApart).toStrictEqual([]);
  });
});

test.each<[shows: string, steps: PlannedActions, privileges: string[]]>([
  ['the change alone', {}, []],
  [
    'a power cycle',
    { powerCycle: 'soft' },
    ['Interact.PowerOff', 'Interact.PowerOn', 'Interact.AnswerQuestion'],
  ],
  ['a discarded state', { discardSuspended: true }, ['Interact.PowerOff']],
  ['an upgrade', { upgradeHardware: 'vmx-19' }, ['Config.UpgradeVirtualHardware']],
  [
    'a template',
    { convertTemplate: { pool, host } },
    ['Provisioning.MarkAsVM', 'Provisioning.MarkAsTemplate'],
  ],
])('the privileges for %s', (_, steps, privileges) => {
  const { change } = planVm(vmFacts(), { ...on, ...key });
  expect(neededPrivileges(change, steps)).toStrictEqual(
    ['Config.Settings', 'Config.AdvancedConfig', ...privileges].map(
      (name) => `VirtualMachine.${name}`,
    ),
  );
});
