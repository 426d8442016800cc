import { describe, expect, test } from 'vitest';
import { decode, encode, joinLines } from '../helpers/wire.ts';
import { anything } from './wire-cases/anything.ts';
import { arrays } from './wire-cases/arrays.ts';
import { references } from './wire-cases/references.ts';
import { scalars } from './wire-cases/scalars.ts';
import { texts } from './wire-cases/text.ts';
import { typeNames } from './wire-cases/type-names.ts';
import { unknown } from './wire-cases/unknown.ts';

const concepts = {
  arrays,
  scalars,
  text: texts,
  references,
  'where anything may stand': anything,
  'names of types': typeNames,
  'what the schema does not know': unknown,
};

describe.each(Object.entries(concepts))('%s', (_, { both = [], respelt = [], readOnly = [] }) => {
  test.each([...both, ...respelt, ...readOnly])('read: $shows', ({ declared, xml, value }) => {
    expect(decode(declared, joinLines(xml))).toStrictEqual(value);
  });

  test.each([...both, ...respelt, ...readOnly])(
    'read one character at a time: $shows',
    ({ declared, xml, value }) => {
      expect(decode(declared, ...joinLines(xml))).toStrictEqual(value);
    },
  );

  test.each(both)('written: $shows', ({ declared, xml, value }) => {
    expect(encode(declared, value)).toBe(joinLines(xml).replace('<x', '<x xmlns="urn:vim25"'));
  });

  test.each(respelt)('written and read again: $shows', ({ declared, value }) => {
    expect(decode(declared, encode(declared, value))).toStrictEqual(value);
  });
});
