import { expect, test } from 'vitest';
import { parseWhere } from '../../src/vsphere/select/selection.ts';
import { matches, parseSelector, type Selector } from '../../src/vsphere/select/selector.ts';
import { growth, linear } from '../helpers/growth.ts';

const named = (name: string) => ({ moid: 'vm-1', name, path: `/DC/vm/${name}` });

const growthOf = (selector: Selector | undefined, nameOf: (size: number) => string, size: number) =>
  growth((length) => {
    const object = named(nameOf(length));
    return () => expect(matches(selector as Selector, object)).toBe(false);
  }, size);

// Of a tenant's choosing. The lengths are such that time that grows with a power of them ends.
const stars = '*a'.repeat(7);

test.each<[string, Selector | undefined]>([
  ['a name', parseSelector(`${stars}*b`)],
  ['a path', parseSelector(`/DC/vm/${stars}*b`)],
  ['a path from any place', parseSelector(`vm/${stars}*b`)],
  ['a name in any case', parseSelector(`${stars}*b`, { ignoreCase: true })],
  ['a value', parseWhere(`name=${stars}*b`)?.selector],
])('the time of a glob for %s grows with the length of the name alone', (_, selector) => {
  expect(growthOf(selector, (length) => 'a'.repeat(length), 5)).toBeLessThan(linear);
});

test('the time of a path with many ... grows with the depth of the folders alone', () => {
  const selector = parseSelector(`/.../${'a/.../'.repeat(7)}b`);
  expect(growthOf(selector, (depth) => 'a/'.repeat(depth), 4)).toBeLessThan(linear);
});

test('a name of a hundred thousand letters is matched', () => {
  const long = `${'ab'.repeat(50_000)}c`;
  expect(matches(parseSelector('*ab*ab*abd*c'), named(long))).toBe(false);
  expect(matches(parseSelector('*ab*ab*c'), named(long))).toBe(true);
});
