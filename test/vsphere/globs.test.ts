import { expect, test } from 'vitest';
import { parseWhere } from '../../src/vsphere/select/selection.ts';
import { matches, parseSelector, type Selector } from '../../src/vsphere/select/selector.ts';

const named = (name: string) => ({ moid: 'vm-1', name, path: `/DC/vm/${name}` });

function millisecondsOf(selector: Selector, name: string): number {
  const began = performance.now();
  expect(matches(selector, named(name))).toBe(false);
  return performance.now() - began;
}

// Of a tenant's choosing. Longer ones would not end at all where time grows with their power.
const name = 'a'.repeat(36);
const stars = '*a'.repeat(7);

test.each<[string, Selector | undefined]>([
  ['a name', parseSelector(`${stars}*b`)],
  ['a path', parseSelector(`/DC/vm/${stars}*b`)],
  ['a path from any place', parseSelector(`vm/${stars}*b`)],
  ['a name in any case', parseSelector(`${stars}*b`, { ignoreCase: true })],
  ['a value', parseWhere(`name=${stars}*b`)?.selector],
])('the time of a glob for %s grows with the length of the name alone', (_, selector) => {
  expect(millisecondsOf(selector as Selector, name)).toBeLessThan(100);
});

test('the time of a path with many ... grows with the depth of the folders alone', () => {
  const selector = parseSelector(`/.../${'a/.../'.repeat(7)}b`);
  expect(millisecondsOf(selector, 'a/'.repeat(30))).toBeLessThan(100);
});

test('a name of a hundred thousand letters is matched', () => {
  const long = `${'ab'.repeat(50_000)}c`;
  expect(millisecondsOf(parseSelector('*ab*ab*abd*c'), long)).toBeLessThan(2000);
  expect(matches(parseSelector('*ab*ab*c'), named(long))).toBe(true);
});
