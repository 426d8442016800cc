import { describe, expect, test } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import type { FindingCode } from '../../src/nested/plan/finding-codes.ts';
import { type Fate, planVm } from '../../src/nested/plan/plan.ts';
import { hardwareNumber } from '../../src/vim25/hardware-versions.ts';
import { vmFacts } from '../helpers/facts.ts';

const on = { nestedHVEnabled: true, extraConfig: {} };
const off = { nestedHVEnabled: false, extraConfig: {} };
const key = { extraConfig: { 'disk.EnableUUID': 'TRUE' } };

type Row = [shows: string, facts: Partial<VmFacts>, fate: Fate, ...codes: FindingCode[]];

function expectPlan(desired: Parameters<typeof planVm>[1], [, facts, fate, ...codes]: Row): void {
  const plan = planVm(vmFacts(facts), desired);
  expect({ fate: plan.fate, codes: plan.findings.map(({ code }) => code) }).toStrictEqual({
    fate,
    codes,
  });
}

const unreadable: Partial<VmFacts> = {
  changeVersion: undefined,
  unreadable: ['config.changeVersion', 'config.version'],
};

describe('to turn it on', () => {
  test.each<Row>([
    ['a VM that is off', {}, 'change'],
    ['one that has it', { nestedHVEnabled: true }, 'unchanged'],
    ['one that has it and runs', { nestedHVEnabled: true, powerState: 'poweredOn' }, 'unchanged'],
    [
      'one that has it and is not connected',
      { nestedHVEnabled: true, connectionState: 'disconnected' },
      'unchanged',
    ],
    ['one that runs', { powerState: 'poweredOn' }, 'blocked', 'POWER_CYCLE_REQUIRED'],
    ['one that is suspended', { powerState: 'suspended' }, 'blocked', 'SUSPENDED'],
    ['one whose power is not known', { powerState: undefined }, 'blocked', 'POWER_CYCLE_REQUIRED'],
    ['a template', { template: true }, 'blocked', 'TEMPLATE'],
    ['hardware version 8', { hardwareVersion: 'vmx-08' }, 'blocked', 'HARDWARE_TOO_OLD'],
    [
      'hardware version 7, which cannot either',
      { hardwareVersion: 'vmx-07', nestedHVSupported: false },
      'blocked',
      'HARDWARE_TOO_OLD',
    ],
    ['hardware version 9', { hardwareVersion: 'vmx-09' }, 'change'],
    ['hardware version 10, by number and not by letter', { hardwareVersion: 'vmx-10' }, 'change'],
    ['a hardware version that is not known', { hardwareVersion: undefined }, 'change'],
    ['one that cannot', { nestedHVSupported: false }, 'blocked', 'VM_NOT_CAPABLE'],
    ['one that does not say whether it can', { nestedHVSupported: undefined }, 'change'],
    ['disconnected', { connectionState: 'disconnected' }, 'blocked', 'NOT_CONNECTED'],
    [
      'orphaned, its configuration unset',
      { connectionState: 'orphaned', changeVersion: undefined },
      'blocked',
      'NOT_CONNECTED',
    ],
    ['inaccessible', { connectionState: 'inaccessible' }, 'blocked', 'NOT_CONNECTED'],
    ['a configuration that cannot be read', unreadable, 'blocked', 'CONFIG_UNREADABLE'],
    [
      'nothing that can be read',
      { ...unreadable, connectionState: undefined },
      'blocked',
      'CONFIG_UNREADABLE',
    ],
    [
      'all at once',
      {
        connectionState: 'invalid',
        template: true,
        powerState: 'suspended',
        nestedHVSupported: false,
      },
      'blocked',
      'TEMPLATE',
      'NOT_CONNECTED',
      'SUSPENDED',
      'VM_NOT_CAPABLE',
    ],
  ])('%s', (...row) => {
    expectPlan(on, row);
  });
});

describe('to turn it off', () => {
  test.each<Row>([
    ['a VM that is off', { nestedHVEnabled: true }, 'change'],
    ['one that does not have it', { nestedHVEnabled: undefined }, 'unchanged'],
    [
      'one that runs',
      { nestedHVEnabled: true, powerState: 'poweredOn' },
      'blocked',
      'POWER_CYCLE_REQUIRED',
    ],
    [
      'a configuration that cannot be read, which may have it',
      { ...unreadable, nestedHVEnabled: undefined },
      'blocked',
      'CONFIG_UNREADABLE',
    ],
    [
      'orphaned, its configuration unset',
      { connectionState: 'orphaned', changeVersion: undefined, nestedHVEnabled: undefined },
      'blocked',
      'NOT_CONNECTED',
    ],
    // Whoever cannot have it can lose it.
    [
      'one that cannot have it',
      { nestedHVEnabled: true, nestedHVSupported: false, hardwareVersion: 'vmx-08' },
      'change',
    ],
  ])('%s', (...row) => {
    expectPlan(off, row);
  });
});

describe('to set an advanced option', () => {
  test.each<Row>([
    ['a VM that is off', {}, 'change'],
    ['one that has it', { extraConfig: { 'disk.enableUUID': 'TRUE' } }, 'unchanged'],
    [
      'one that runs: it is changed, and told when it takes effect',
      { powerState: 'poweredOn' },
      'change',
      'TAKES_EFFECT_AT_POWER_ON',
    ],
    ['one that is suspended', { powerState: 'suspended' }, 'blocked', 'SUSPENDED'],
    ['a template', { template: true }, 'blocked', 'TEMPLATE'],
    [
      'an old VM that cannot have nested virtualization',
      { hardwareVersion: 'vmx-04', nestedHVSupported: false },
      'change',
    ],
    ['a configuration that cannot be read', unreadable, 'blocked', 'CONFIG_UNREADABLE'],
    [
      'nothing that can be read',
      { ...unreadable, connectionState: undefined, powerState: undefined },
      'blocked',
      'CONFIG_UNREADABLE',
      'TAKES_EFFECT_AT_POWER_ON',
    ],
  ])('%s', (...row) => {
    expectPlan(key, row);
  });
});

test('a finding says what was seen, by its name', () => {
  const { findings } = planVm(vmFacts({ powerState: 'poweredOn', hardwareVersion: 'vmx-08' }), on);
  expect(findings).toStrictEqual([
    {
      code: 'POWER_CYCLE_REQUIRED',
      severity: 'blocker',
      evidence: { 'runtime.powerState': 'poweredOn' },
    },
    { code: 'HARDWARE_TOO_OLD', severity: 'blocker', evidence: { 'config.version': 'vmx-08' } },
  ]);
});

test('what could not be read is named', () => {
  expect(planVm(vmFacts(unreadable), on).findings[0]?.evidence).toStrictEqual({
    unreadable: 'config.changeVersion, config.version',
  });
});

test('a plan is plain data: it survives JSON', () => {
  const plan = planVm(vmFacts({ powerState: 'poweredOn' }), { ...on, ...key });
  expect(JSON.parse(JSON.stringify(plan))).toStrictEqual(plan);
});

test.each([
  ['vmx-08', 8],
  ['vmx-21', 21],
  ['vmx-100', 100],
  ['', undefined],
  ['xvm-09', undefined],
  [undefined, undefined],
])('the number of %s is %s', (version, number) => {
  expect(hardwareNumber(version)).toBe(number);
});
