import { describe, expect, test } from 'vitest';
import { type FindingCode, findingCodes } from '../../src/nested/plan/finding-codes.ts';
import { planVm } from '../../src/nested/plan/plan.ts';
import { findingMessages, verdictMessages } from '../../src/report/messages.ts';
import {
  describeChange,
  describeFinding,
  describeOutcomes,
  describePlans,
} from '../../src/report/plans.ts';
import { vmFacts } from '../helpers/facts.ts';

const codes = Object.keys(findingCodes) as FindingCode[];

test.each(codes)('%s has a message: what it means, and what to do about it', (code) => {
  const { meaning, remedy } = findingMessages[code];
  expect(meaning).toMatch(/\w{3}/);
  expect(remedy).toMatch(/\w{3}/);
  expect(describeFinding({ code, severity: findingCodes[code].severity, evidence: {} })).toBe(
    `${code}: ${meaning}; ${remedy}`,
  );
});

test('no message is for a code that there is not, and no two are the same', () => {
  expect(new Set(Object.keys(findingMessages))).toStrictEqual(new Set(codes));
  expect(new Set(Object.values(findingMessages).map(({ meaning }) => meaning)).size).toBe(
    codes.length,
  );
});

test('every verdict on a host has its words', () => {
  expect(Object.values(verdictMessages).every((words) => /\w{3}/.test(words))).toBe(true);
});

describe('a change', () => {
  test.each([
    [
      'the flag',
      { nestedHVEnabled: { from: false, to: true }, extraConfig: [] },
      'nestedHVEnabled: off → on',
    ],
    ['a new key', { extraConfig: [{ key: 'a', from: null, to: '1' }] }, 'a: (none) → 1'],
    [
      'the flag and a key that goes',
      {
        nestedHVEnabled: { from: true, to: false },
        extraConfig: [{ key: 'a', from: '1', to: null }],
      },
      'nestedHVEnabled: on → off, a: 1 → (none)',
    ],
    ['nothing', { extraConfig: [] }, ''],
  ])('of %s', (_, change, words) => {
    expect(describeChange(change)).toBe(words);
  });
});

const on = { nestedHVEnabled: true, extraConfig: {} };

test('a plan is a row: what becomes of the VM, and why', () => {
  const plans = [
    planVm(vmFacts(), on),
    planVm(vmFacts({ path: '/DC0/vm/b', powerState: 'poweredOn' }), on),
  ];
  expect(describePlans(plans)).toMatchObject([
    {
      path: '/DC0/vm/lab/web01',
      fate: 'change',
      change: 'nestedHVEnabled: off → on',
      findings: '',
    },
    {
      path: '/DC0/vm/b',
      fate: 'blocked',
      findings: 'POWER_CYCLE_REQUIRED',
    },
  ]);
});

test('an outcome is a row: the change, or the error; blocked VMs are named after it', () => {
  const plan = planVm(vmFacts(), on);
  const blocked = planVm(vmFacts({ powerState: 'suspended' }), on);
  const error = { code: 'TASK_FAILED', message: 'no', fault: 'InvalidState' };
  expect(
    describeOutcomes(
      [
        { plan, outcome: 'changed' },
        { plan, outcome: 'failed', error },
      ],
      [blocked],
    ),
  ).toMatchObject([
    { outcome: 'changed', detail: 'nestedHVEnabled: off → on' },
    { outcome: 'failed', detail: 'TASK_FAILED: no' },
    { outcome: 'blocked', detail: expect.stringMatching(/^SUSPENDED: /) },
  ]);
});
