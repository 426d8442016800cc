import { expect, it } from 'vitest';
import { readXml } from '../../src/simulator/wire/xml-tree.ts';
import { growth, linear } from '../helpers/growth.ts';

const none = new Map<string, string>();

it('a prolog of many comments and instructions takes no longer than it is long', () => {
  const reading = (size: number) => {
    const xml = `${'<!----><??>'.repeat(size)}no document`;
    return () => expect(() => readXml(xml, none)).toThrow();
  };
  expect(growth(reading, 3)).toBeLessThan(linear);
});

it.each([
  '<!DOCTYPE a><a/>',
  '\uFEFF<?xml version="1.0"?>\n<!-- a - b -- c? --><?p a?b ?><!DOCTYPE a><a/>',
])('a DTD is found behind whatever may stand before it: %s', (xml) => {
  expect(() => readXml(xml, none)).toThrow('a document type declaration is not allowed');
});
