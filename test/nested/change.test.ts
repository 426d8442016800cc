import { describe, expect, test } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import {
  configSpec,
  type Desired,
  diff,
  isEmpty,
  unmet,
  type VmChange,
} from '../../src/nested/plan/change.ts';
import { vmFacts } from '../helpers/facts.ts';

const on = { nestedHVEnabled: true, extraConfig: {} };
const off = { nestedHVEnabled: false, extraConfig: {} };

describe('what differs', () => {
  test.each<[string, Partial<VmFacts>, Desired, VmChange]>([
    [
      'on, and it is off',
      { nestedHVEnabled: false },
      on,
      { nestedHVEnabled: { from: false, to: true }, extraConfig: [] },
    ],
    [
      'on, and it is unset, which means off',
      { nestedHVEnabled: undefined },
      on,
      { nestedHVEnabled: { from: false, to: true }, extraConfig: [] },
    ],
    ['on, and it is on', { nestedHVEnabled: true }, on, { extraConfig: [] }],
    [
      'off, and it is on',
      { nestedHVEnabled: true },
      off,
      { nestedHVEnabled: { from: true, to: false }, extraConfig: [] },
    ],
    ['off, and it is unset', { nestedHVEnabled: undefined }, off, { extraConfig: [] }],
    [
      'nothing of the flag, and it is on',
      { nestedHVEnabled: true },
      { extraConfig: {} },
      { extraConfig: [] },
    ],
    [
      'a new key',
      {},
      { extraConfig: { a: '1' } },
      { extraConfig: [{ key: 'a', from: null, to: '1' }] },
    ],
    [
      'another value',
      { extraConfig: { a: '0', b: '2' } },
      { extraConfig: { a: '1' } },
      { extraConfig: [{ key: 'a', from: '0', to: '1' }] },
    ],
    [
      'the value it has',
      { extraConfig: { a: '1' } },
      { extraConfig: { a: '1' } },
      { extraConfig: [] },
    ],
    [
      'the value in other letters',
      { extraConfig: { a: 'true' } },
      { extraConfig: { a: 'TRUE' } },
      { extraConfig: [{ key: 'a', from: 'true', to: 'TRUE' }] },
    ],
    [
      'a key gone, and it is there',
      { extraConfig: { a: '1' } },
      { extraConfig: { a: null } },
      { extraConfig: [{ key: 'a', from: '1', to: null }] },
    ],
    ['a key gone, and it is not there', {}, { extraConfig: { a: null } }, { extraConfig: [] }],
    [
      'a key gone, and its value is empty',
      { extraConfig: { a: '' } },
      { extraConfig: { a: null } },
      { extraConfig: [] },
    ],
    [
      'an empty value, which is a key gone',
      { extraConfig: { a: '1' } },
      { extraConfig: { a: '' } },
      { extraConfig: [{ key: 'a', from: '1', to: null }] },
    ],
    [
      'an empty value of a key that is not there',
      {},
      { extraConfig: { a: '' } },
      { extraConfig: [] },
    ],
    [
      "a key in other letters keeps the VM's spelling",
      { extraConfig: { 'disk.EnableUUID': 'FALSE' } },
      { extraConfig: { 'DISK.enableuuid': 'TRUE' } },
      { extraConfig: [{ key: 'disk.EnableUUID', from: 'FALSE', to: 'TRUE' }] },
    ],
    [
      'a key of facts that have none',
      { extraConfig: undefined },
      { extraConfig: { a: '1' } },
      { extraConfig: [{ key: 'a', from: null, to: '1' }] },
    ],
    [
      'a key with a name of JavaScript',
      {},
      { extraConfig: { constructor: '1' } },
      { extraConfig: [{ key: 'constructor', from: null, to: '1' }] },
    ],
  ])('wanted: %s', (_, facts, desired, change) => {
    expect(diff(vmFacts(facts), desired)).toStrictEqual(change);
    expect(isEmpty(diff(vmFacts(facts), desired))).toBe(
      !change.nestedHVEnabled && change.extraConfig.length === 0,
    );
  });
});

describe('the ConfigSpec', () => {
  const spec = (change: VmChange, facts: Partial<VmFacts> = {}) =>
    configSpec(vmFacts({ changeVersion: 'v1', ...facts }), change);

  test('has the flag, the changed keys and the guard, and nothing else', () => {
    const change = {
      nestedHVEnabled: { from: false, to: true },
      extraConfig: [
        { key: 'a', from: null, to: '1' },
        { key: 'b', from: '2', to: null },
      ],
    };
    expect(spec(change)).toStrictEqual({
      changeVersion: 'v1',
      extraConfig: [
        { key: 'a', value: '1' },
        { key: 'b', value: '' },
      ],
      nestedHVEnabled: true,
    });
  });

  test('leaves the flag out where only keys change', () => {
    expect(spec({ extraConfig: [{ key: 'a', from: null, to: '1' }] })).not.toHaveProperty(
      'nestedHVEnabled',
    );
  });

  test('leaves extraConfig out where only the flag changes', () => {
    expect(spec({ nestedHVEnabled: { from: true, to: false }, extraConfig: [] })).toStrictEqual({
      changeVersion: 'v1',
      nestedHVEnabled: false,
    });
  });

  test('has no guard where the version is not known', () => {
    expect(spec({ extraConfig: [] }, { changeVersion: undefined })).toStrictEqual({});
  });
});

describe('what is not met', () => {
  const change: VmChange = {
    nestedHVEnabled: { from: false, to: true },
    extraConfig: [
      { key: 'a', from: null, to: '1' },
      { key: 'b', from: '2', to: null },
    ],
  };

  test('is nothing where all took effect', () => {
    expect(
      isEmpty(unmet(vmFacts({ nestedHVEnabled: true, extraConfig: { a: '1' } }), change)),
    ).toBe(true);
  });

  test('is what the server dropped', () => {
    expect(
      unmet(vmFacts({ nestedHVEnabled: false, extraConfig: { a: '1', b: '2' } }), change),
    ).toStrictEqual({
      nestedHVEnabled: { from: false, to: true },
      extraConfig: [{ key: 'b', from: '2', to: null }],
    });
  });

  test('does not look at what was not changed', () => {
    const keys = { extraConfig: [{ key: 'a', from: null, to: '1' }] };
    expect(
      isEmpty(unmet(vmFacts({ nestedHVEnabled: true, extraConfig: { a: '1', c: '3' } }), keys)),
    ).toBe(true);
  });
});
