import { expect, it } from 'vitest';
import { compare } from '../../src/nested/drift/compare.ts';
import { vmFacts } from '../helpers/facts.ts';

const desired = { nestedHVEnabled: true, extraConfig: { 'mce.enable': 'TRUE', 'gone.key': null } };
const asWanted = { nestedHVEnabled: true, extraConfig: { 'MCE.enable': 'TRUE' } };

it.each([
  ['in-sync', asWanted, []],
  [
    'drifted',
    { nestedHVEnabled: undefined, extraConfig: { 'gone.key': 'x' } },
    [
      { key: 'nestedHVEnabled', wanted: 'on', actual: 'off' },
      { key: 'mce.enable', wanted: 'TRUE', actual: null },
      { key: 'gone.key', wanted: null, actual: 'x' },
    ],
  ],
  [
    'unknown',
    { ...asWanted, extraConfig: undefined },
    [
      { key: 'mce.enable', wanted: 'TRUE' },
      { key: 'gone.key', wanted: null },
    ],
  ],
  [
    'unknown',
    { changeVersion: undefined, nestedHVEnabled: undefined, extraConfig: {} },
    [
      { key: 'nestedHVEnabled', wanted: 'on' },
      { key: 'mce.enable', wanted: 'TRUE' },
      { key: 'gone.key', wanted: null },
    ],
  ],
  [
    // What is known to differ stays drift, whatever else could not be read.
    'drifted',
    { nestedHVEnabled: false, extraConfig: undefined },
    [
      { key: 'nestedHVEnabled', wanted: 'on', actual: 'off' },
      { key: 'mce.enable', wanted: 'TRUE' },
      { key: 'gone.key', wanted: null },
    ],
  ],
])('a VM is %s', (state, facts, differences) => {
  const ruled = { facts: vmFacts(facts), rule: 'lab', overruled: [], wanted: { desired } };
  expect(compare(ruled)).toStrictEqual(expect.objectContaining({ state, differences }));
});

it('a VM that no rule wants anything of is unmanaged, whatever it is like', () => {
  const ruled = { facts: vmFacts({ nestedHVEnabled: true }), rule: 'hands off', overruled: [] };
  expect(compare(ruled)).toMatchObject({ state: 'unmanaged', differences: [] });
});
