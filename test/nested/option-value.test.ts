import { describe, expect, test } from 'vitest';
import { InvalidValueError } from '../../src/errors.ts';
import { optionValue } from '../../src/nested/hosts/option-value.ts';
import type { AnyValue, OptionDef } from '../../src/vim25/index.ts';

const def = (optionType: object): OptionDef =>
  ({ key: 'k', label: 'K', summary: '', optionType }) as unknown as OptionDef;
const choice = (...keys: readonly string[]) =>
  def({ _type: 'ChoiceOption', choiceInfo: keys.map((key) => ({ key, label: key, summary: '' })) });

describe('text becomes a value of the type the option has', () => {
  test.each<[AnyValue, string, AnyValue]>([
    [1, '5', 5],
    [1n, '5', 5n],
    [0n, '-6148914691236517206', -6148914691236517206n],
    [true, 'false', false],
    [false, 'TRUE', true],
    ['', '5', '5'],
    ['60', '', ''],
    ['a', 'true', 'true'],
  ])('%o, "%s"', (value, text, expected) => {
    expect(optionValue({ key: 'k', value }, undefined, text)).toStrictEqual({
      key: 'k',
      value: expected,
    });
  });
});

describe('text is refused', () => {
  test.each<[AnyValue, string, string]>([
    [1, '2147483648', 'k must fit into 32 bits, not 2147483648'],
    [1n, '-9223372036854775809', 'k must fit into 64 bits, not -9223372036854775809'],
    [1, 'many', "k must be a whole number, not 'many'"],
    [1, '', "k must be a whole number, not ''"],
    [1, '1.5', "k must be a whole number, not '1.5'"],
    [1n, '0x10', "k must be a whole number, not '0x10'"],
    [true, '1', "k must be true or false, not '1'"],
    [true, '', "k must be true or false, not ''"],
    [['a'], 'a', 'k has a value of a kind that cannot be typed in'],
  ])('that is not of the type: %o, "%s"', (value, text, message) => {
    const refused = () => optionValue({ key: 'k', value }, undefined, text);
    expect(refused).toThrow(InvalidValueError);
    expect(refused).toThrow(message);
  });

  test.each<[string, AnyValue, OptionDef, string, string]>([
    [
      'below the range',
      5,
      def({ _type: 'IntOption', min: 1, max: 9, defaultValue: 5 }),
      '0',
      'k must be from 1 to 9, not 0',
    ],
    [
      'above the range',
      5n,
      def({ _type: 'LongOption', min: 1n, max: 9n, defaultValue: 5n }),
      '10',
      'k must be from 1 to 9, not 10',
    ],
    ['that is no choice', 'a', choice('a', 'b'), 'c', "k must be one of a, b, not 'c'"],
    [
      'of a read-only option',
      'a',
      def({ _type: 'StringOption', valueIsReadonly: true, defaultValue: '' }),
      'b',
      'k is read-only',
    ],
  ])('%s', (_, value, definition, text, message) => {
    expect(() => optionValue({ key: 'k', value }, definition, text)).toThrow(message);
  });

  test.each<[string, AnyValue, OptionDef, string]>([
    ['at the lower end', 5, def({ _type: 'IntOption', min: 1, max: 9, defaultValue: 5 }), '1'],
    ['at the upper end', 5n, def({ _type: 'LongOption', min: 1n, max: 9n, defaultValue: 5n }), '9'],
    ['that is a choice', 'a', choice('a', 'b'), 'b'],
    [
      'of an option that may be written',
      'a',
      def({ _type: 'StringOption', valueIsReadonly: false, defaultValue: '' }),
      'b',
    ],
    ['of an option whose type is new', 'a', def({ _type: 'QuantumOption' }), 'b'],
  ])('not %s', (_, value, definition, text) => {
    expect(String(optionValue({ key: 'k', value }, definition, text).value)).toBe(text);
  });
});
