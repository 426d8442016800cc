import { InvalidValueError } from '../../errors.ts';
import type {
  ChoiceOption,
  IntOption,
  LongOption,
  OptionDef,
  OptionValue,
} from '../../vim25/index.ts';

/**
 * Makes an option value of text, with the type that the option's present value has: the server refuses an xsd:int where it wants an
 * xsd:long. Range and choices are checked where the option has a definition; some have none.
 *
 * @throws InvalidValueError naming the option, the reason and what is allowed.
 */
export function optionValue(
  current: OptionValue,
  def: OptionDef | undefined,
  text: string,
): OptionValue {
  const value = parseLike(current, text);
  checkRange(current.key, def, value);
  return { key: current.key, value };
}

function parseLike({ key, value }: OptionValue, text: string): string | number | bigint | boolean {
  switch (typeof value) {
    case 'boolean':
      if (!/^(true|false)$/i.test(text)) {
        throw new InvalidValueError(key, `must be true or false, not '${text}'`);
      }
      return text.toLowerCase() === 'true';
    case 'number':
    case 'bigint': {
      if (!/^-?\d+$/.test(text)) {
        throw new InvalidValueError(key, `must be a whole number, not '${text}'`);
      }
      return typeof value === 'bigint'
        ? parseSized(key, text, 64)
        : Number(parseSized(key, text, 32));
    }
    case 'string':
      return text;
    default:
      throw new InvalidValueError(key, 'has a value of a kind that cannot be typed in');
  }
}

/** Options without a definition have no range to check, and still a type that holds so many bits. */
function parseSized(key: string, text: string, bits: 32 | 64): bigint {
  const value = BigInt(text);
  if (BigInt.asIntN(bits, value) !== value) {
    throw new InvalidValueError(key, `must fit into ${bits} bits, not ${text}`);
  }
  return value;
}

function checkRange(
  key: string,
  def: OptionDef | undefined,
  value: string | number | bigint | boolean,
): void {
  if (def?.optionType.valueIsReadonly === true) {
    throw new InvalidValueError(key, 'is read-only');
  }
  switch (def?.optionType._type) {
    case 'IntOption':
    case 'LongOption': {
      const { min, max } = def.optionType as IntOption | LongOption;
      const number = value as number | bigint;
      if (number < min || number > max) {
        throw new InvalidValueError(key, `must be from ${min} to ${max}, not ${value}`);
      }
      return;
    }
    case 'ChoiceOption': {
      const choices = (def.optionType as ChoiceOption).choiceInfo.map((choice) => choice.key);
      if (!choices.includes(String(value))) {
        throw new InvalidValueError(key, `must be one of ${choices.join(', ')}, not '${value}'`);
      }
      return;
    }
    default:
  }
}
