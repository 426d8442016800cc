import { expect, it } from 'vitest';
import { readXml } from '../../src/simulator/wire/xml-tree.ts';

const none = new Map<string, string>();

it('a prolog of many comments and instructions takes no longer than it is long', () => {
  const began = performance.now();
  expect(() => readXml(`${'<!----><??>'.repeat(25)}no document`, none)).toThrow();
  expect(performance.now() - began).toBeLessThan(500);
});

it.each([
  '<!DOCTYPE a><a/>',
  '\uFEFF<?xml version="1.0"?>\n<!-- a - b -- c? --><?p a?b ?><!DOCTYPE a><a/>',
])('a DTD is found behind whatever may stand before it: %s', (xml) => {
  expect(() => readXml(xml, none)).toThrow('a document type declaration is not allowed');
});
