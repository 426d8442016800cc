import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/nested/verify/evidence.ts';
import { type GuestAnswer, judge } from '../../src/nested/verify/judge.ts';
import type { Level, LevelName, Verdict } from '../../src/nested/verify/levels.ts';

const plain: readonly string[] = [];
const nesting = ['cpuid.vmx', 'hv.capable'];

/** A running VM that has it, at every level. */
const on: Evidence = {
  endpoint: 'https://vc.example.com',
  moRef: { type: 'VirtualMachine', value: 'vm-42' },
  name: 'web01',
  path: '/DC0/vm/lab/web01',
  gone: false,
  connectionState: 'connected',
  powerState: 'poweredOn',
  nestedHVEnabled: true,
  offline: nesting,
  running: nesting,
  guestFamily: 'linuxGuest',
  guestId: 'ubuntu64Guest',
  ipAddress: undefined,
};
const off: Evidence = { ...on, nestedHVEnabled: false, offline: plain, running: plain };
const seen: GuestAnswer = { value: true, source: 'grep' };
const unseen: GuestAnswer = { value: false, source: 'grep' };

interface Case {
  readonly name: string;
  readonly evidence: Evidence;
  readonly answer?: GuestAnswer;
  readonly expected?: boolean;
  readonly verdict: Verdict;
  readonly levels: Partial<Record<LevelName, Partial<Level>>>;
}

const agreeing = { state: 'agrees' } as const;
const unasked = { state: 'notChecked', reason: 'GUEST_NOT_ASKED' } as const;

const cases: readonly Case[] = [
  {
    name: 'on at every level',
    evidence: on,
    answer: seen,
    expected: true,
    verdict: 'verified',
    levels: {
      configured: { ...agreeing, value: true, source: 'config.nestedHVEnabled' },
      required: { ...agreeing, value: true, source: 'runtime.offlineFeatureRequirement' },
      effective: { ...agreeing, value: true, source: 'runtime.featureRequirement' },
      guest: { ...agreeing, value: true, source: 'grep' },
    },
  },
  {
    name: 'off at every level',
    evidence: off,
    answer: unseen,
    expected: false,
    verdict: 'verified',
    levels: { effective: { ...agreeing, value: false }, guest: { ...agreeing, value: false } },
  },
  {
    name: 'on, and off was expected',
    evidence: on,
    expected: false,
    verdict: 'disagrees',
    levels: {
      configured: { state: 'disagrees', reason: 'NOT_AS_EXPECTED', value: true },
      effective: { state: 'disagrees', reason: 'NOT_AS_EXPECTED', value: true },
      guest: unasked,
    },
  },
  {
    name: 'only the configuration is there (vcsim)',
    evidence: { ...on, offline: undefined, running: undefined },
    expected: true,
    verdict: 'verified',
    levels: {
      configured: agreeing,
      required: { state: 'notChecked', reason: 'NO_REQUIREMENT_LIST' },
      effective: { state: 'notChecked', reason: 'NO_REQUIREMENT_LIST' },
    },
  },
  {
    name: 'only the configuration fails: unreadable',
    evidence: { ...on, nestedHVEnabled: undefined },
    verdict: 'notChecked',
    levels: {
      configured: { state: 'notChecked', reason: 'CONFIG_UNREADABLE' },
      required: { state: 'notChecked', reason: 'CONFIG_UNREADABLE', value: true },
      effective: { state: 'notChecked', reason: 'CONFIG_UNREADABLE', value: true },
    },
  },
  {
    name: 'an unreadable configuration is no proof of what is expected',
    evidence: { ...on, nestedHVEnabled: undefined },
    expected: true,
    verdict: 'incomplete',
    levels: { configured: { state: 'notChecked' } },
  },
  {
    name: 'only what is required fails',
    evidence: { ...on, offline: plain },
    answer: seen,
    verdict: 'disagrees',
    levels: {
      configured: agreeing,
      required: { state: 'disagrees', reason: 'REQUIRED_UNLIKE_CONFIGURED', value: false },
      effective: agreeing,
      guest: agreeing,
    },
  },
  {
    name: 'required while it is off in the configuration',
    evidence: { ...off, powerState: 'poweredOff', running: undefined, offline: nesting },
    verdict: 'disagrees',
    levels: {
      required: { state: 'disagrees', reason: 'REQUIRED_UNLIKE_CONFIGURED', value: true },
      effective: { state: 'notChecked', reason: 'NOT_RUNNING', detail: 'poweredOff' },
    },
  },
  {
    name: 'only what is in effect fails: set, and not power-cycled',
    evidence: { ...on, running: plain },
    answer: unseen,
    verdict: 'pending',
    levels: {
      configured: agreeing,
      required: agreeing,
      effective: { state: 'pending', reason: 'POWER_CYCLE_PENDING', value: false },
      guest: { ...agreeing, value: false },
    },
  },
  {
    name: 'switched off, and not power-cycled',
    evidence: { ...off, running: nesting },
    verdict: 'pending',
    levels: { effective: { state: 'pending', value: true } },
  },
  {
    name: 'a list without any key that is known proves nothing',
    evidence: { ...on, offline: plain, running: plain },
    expected: true,
    verdict: 'verified',
    levels: {
      configured: agreeing,
      required: { state: 'notChecked', reason: 'REQUIREMENT_KEY_UNSEEN' },
      effective: { state: 'notChecked', reason: 'REQUIREMENT_KEY_UNSEEN' },
    },
  },
  {
    name: 'keys in the spelling of 6.7, and of AMD',
    evidence: { ...on, offline: ['cpuid.SVM'], running: ['HV.capable'] },
    verdict: 'verified',
    levels: { required: agreeing, effective: agreeing },
  },
  {
    name: 'only the guest fails',
    evidence: on,
    answer: unseen,
    verdict: 'disagrees',
    levels: {
      configured: agreeing,
      required: agreeing,
      effective: agreeing,
      guest: { state: 'disagrees', reason: 'GUEST_DISAGREES', value: false },
    },
  },
  {
    name: 'the guest is held against the configuration where the run does not tell',
    evidence: { ...on, offline: undefined, running: undefined },
    answer: unseen,
    verdict: 'disagrees',
    levels: { guest: { state: 'disagrees', reason: 'GUEST_DISAGREES' } },
  },
  {
    name: 'a guest that was asked and could not answer',
    evidence: on,
    answer: { reason: 'GUEST_LOGIN_REFUSED', detail: 'no' },
    verdict: 'incomplete',
    levels: {
      effective: agreeing,
      guest: { state: 'notChecked', reason: 'GUEST_LOGIN_REFUSED', detail: 'no' },
    },
  },
  {
    name: 'a VM that does not run has no guest to ask',
    evidence: { ...on, powerState: 'suspended', running: undefined },
    answer: {},
    expected: true,
    verdict: 'verified',
    levels: { guest: { state: 'notChecked', reason: 'NOT_RUNNING' } },
  },
  {
    name: "a 'no' of Windows is no proof where it should say yes",
    evidence: on,
    answer: { ...unseen, unsure: true },
    verdict: 'incomplete',
    levels: { guest: { state: 'notChecked', reason: 'GUEST_WINDOWS_UNSURE', value: false } },
  },
  {
    name: "a 'no' of Windows will do where it should say no",
    evidence: off,
    answer: { ...unseen, unsure: true },
    verdict: 'verified',
    levels: { guest: { ...agreeing, value: false } },
  },
  {
    name: 'gone meanwhile',
    evidence: {
      ...on,
      gone: true,
      powerState: undefined,
      nestedHVEnabled: undefined,
      offline: undefined,
      running: undefined,
    },
    verdict: 'notChecked',
    levels: {
      configured: { state: 'notChecked', reason: 'GONE' },
      required: { state: 'notChecked', reason: 'GONE' },
      effective: { state: 'notChecked', reason: 'GONE' },
    },
  },
  ...[undefined, true].map(
    (expected): Case => ({
      name: `on a host that is not connected, expected ${expected}`,
      evidence: { ...on, connectionState: 'disconnected' },
      ...(expected !== undefined && { expected }),
      verdict: expected === undefined ? 'notChecked' : 'incomplete',
      levels: {
        configured: { state: 'notChecked', value: true, reason: 'NOT_CONNECTED' },
        required: { state: 'notChecked', reason: 'NOT_CONNECTED' },
        effective: { state: 'notChecked', reason: 'NOT_CONNECTED' },
      },
    }),
  ),
];

describe('judge', () => {
  it.each(cases)('$name: $verdict', ({ evidence, answer, expected, verdict, levels }) => {
    expect(judge(evidence, answer, expected)).toMatchObject({ verdict, levels });
  });

  it('never calls a level that it could not read anything but notChecked', () => {
    const unread = { ...on, nestedHVEnabled: undefined, offline: undefined, running: undefined };
    for (const expected of [true, false, undefined]) {
      for (const answer of [undefined, {}, { reason: 'GUEST_FAULT' } as const]) {
        const { levels, verdict } = judge(unread, answer, expected);
        expect(new Set(Object.values(levels).map(({ state }) => state))).toEqual(
          new Set(['notChecked']),
        );
        expect(verdict).not.toBe('verified');
      }
    }
  });
});
