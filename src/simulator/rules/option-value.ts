import type { OptionDefinition } from '../model/option.ts';
import { invalidArgument } from '../refusal.ts';
import type { ChoiceOption, IntOption, LongOption } from '../types.ts';

/**
 * Whether an advanced option takes a value: its XML type must be the option's own, xsd:long is not xsd:int, and it has to lie in the range or
 * among the choices (docs/facts.md#option-names).
 *
 * @throws Refusal InvalidArgument
 */
export function checkOption(
  { key, optionType, defaultValue }: OptionDefinition,
  value: unknown,
): void {
  const isOk =
    typeof value === typeof defaultValue &&
    optionType?.valueIsReadonly !== true &&
    isInRange(optionType, value);
  if (!isOk) {
    throw invalidArgument(key);
  }
}

function isInRange(optionType: OptionDefinition['optionType'], value: unknown): boolean {
  switch (optionType?._type) {
    case 'IntOption':
    case 'LongOption': {
      const { min, max } = optionType as IntOption | LongOption;
      const number = value as number | bigint;
      return number >= min && number <= max;
    }
    case 'ChoiceOption':
      return (optionType as ChoiceOption).choiceInfo.some(({ key }) => key === value);
    default:
      return true;
  }
}
