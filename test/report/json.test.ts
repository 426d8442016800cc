import { expect, test } from 'vitest';
import { formatJson } from '../../src/report/json.ts';

test('a bigint is its digits in a string, at any depth', () => {
  const value = {
    option: [{ key: 'VMkernel.Boot.poisonMarker', value: -6148914691236517206n }],
    small: 1n,
  };
  expect(JSON.parse(formatJson(value))).toStrictEqual({
    option: [{ key: 'VMkernel.Boot.poisonMarker', value: '-6148914691236517206' }],
    small: '1',
  });
});

test('other values stay what they are; what is undefined is left out', () => {
  const value = {
    text: 'a\nb',
    number: 1,
    flag: false,
    nothing: null,
    missing: undefined,
    empty: '',
  };
  expect(JSON.parse(formatJson(value))).toStrictEqual({
    text: 'a\nb',
    number: 1,
    flag: false,
    nothing: null,
    empty: '',
  });
});

test('it ends with a newline', () => {
  expect(formatJson([])).toBe('[]\n');
});
