import { expect, test } from 'vitest';
import { RandomValues, writableTypes } from '../helpers/random-values.ts';
import { decode, encode } from '../helpers/wire.ts';

test('the schema has types to try', () => {
  expect(writableTypes.length).toBeGreaterThan(100);
});

test.each(writableTypes)('every %s that is written is read as what it was', (type) => {
  const random = new RandomValues(1);
  for (let turn = 0; turn < 20; turn += 1) {
    const value = random.of(type);
    expect(decode(type, encode(type, value))).toStrictEqual(value);
  }
});
