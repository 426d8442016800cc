import { describe, expect, it } from 'vitest';
import {
  type DownKey,
  downGroupsOf,
  findIdleLimit,
  mergeDownGroups,
} from '../../src/nested/plan/down-limits.ts';
import { vmFacts } from '../helpers/facts.ts';

const facts = (name: string, attributes?: Record<string, string>) =>
  vmFacts({ name, path: `/DC0/vm/lab/${name}`, ...(attributes && { attributes }) });

describe('the group of a VM', () => {
  it.each<[DownKey, string, Record<string, string> | undefined, readonly string[]]>([
    ['folder', 'web-1', undefined, ['folder:/DC0/vm/lab']],
    ['attribute:service', 'web-1', { service: 'web' }, ['attribute:service:web']],
    ['attribute:service', 'web-1', {}, []],
    // What every object inherits is no attribute.
    ['attribute:constructor', 'web-1', {}, []],
    // What may not be read could be the same everywhere.
    ['attribute:service', 'web-1', undefined, ['attribute:service:?']],
    ['attribute:app:tier', 'web-1', { 'app:tier': 'a=1' }, ['attribute:app:tier:a=1']],
    ['name:^(web|db)-', 'db-2', undefined, ['name:^(web|db)-:db']],
    ['name:^web-', 'web-2', undefined, ['name:^web-:']],
    ['name:^web-', 'db-2', undefined, []],
    ['name:^(\\w+)-\\d+(-(b))?', 'db-2', undefined, ['name:^(\\w+)-\\d+(-(b))?:db,,']],
  ])('%s of %s', (key, name, attributes, groups) => {
    const found = downGroupsOf(facts(name, attributes), [{ key, most: 1 }]);
    expect(found.map((group) => group.name)).toStrictEqual(groups);
  });
});

it('a limit that concerns no VM is told from one that does', () => {
  const plans = [{ facts: facts('web-1', {}) }];
  const limits = [
    { key: 'name:^wbe', most: 1 },
    { key: 'attribute:service', most: 1 },
    { key: 'folder', most: 1 },
  ] as const;
  const idle = limits.map((limit) => findIdleLimit(plans, [limit])?.problem);
  const words = (why: string) =>
    `would limit nothing: of 1 VMs ${why}. Fix: correct it, or leave it out`;
  expect(idle).toStrictEqual([
    words('no name matches'),
    words('none has a value for that attribute'),
    undefined,
  ]);
});

it('of one group the stricter limit holds', () => {
  const group = (name: string, most: number) => ({ name, most });
  expect(mergeDownGroups([group('a', 2), group('b', 1)], [group('a', 1), group('c', 3)])).toEqual([
    group('a', 1),
    group('b', 1),
    group('c', 3),
  ]);
});
