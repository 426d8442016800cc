import { InvalidValueError } from '../errors.ts';

/** Everything that XML 1.0 cannot carry, not even escaped: control characters, lone surrogates, U+FFFE and U+FFFF. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

function formatText(value: unknown, place: string): string {
  if (typeof value !== 'string') {
    throw new InvalidValueError(place, 'must be a string');
  }
  const found = forbidden.exec(value);
  if (found !== null) {
    const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw new InvalidValueError(
      place,
      `holds the character U+${code} at position ${found.index}, which XML cannot carry`,
    );
  }
  return value;
}

function formatWhole(value: unknown, place: string, low: number, high: number): string {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
    throw new InvalidValueError(place, `must be a whole number from ${low} to ${high}`);
  }
  return String(value);
}

function formatLong(value: unknown, place: string): string {
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) {
    throw new InvalidValueError(place, 'must be a bigint of 64 bits');
  }
  return String(value);
}

function formatReal(value: unknown, place: string): string {
  if (typeof value !== 'number') {
    throw new InvalidValueError(place, 'must be a number');
  }
  return Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? 'INF' : '-INF';
}

function formatBoolean(value: unknown, place: string): string {
  if (typeof value !== 'boolean') {
    throw new InvalidValueError(place, 'must be true or false');
  }
  return String(value);
}

/**
 * The text of a value of an `xsd:` type or an enum.
 *
 * @throws InvalidValueError where the value is not of that type or cannot stand in XML.
 */
export function formatScalar(type: string, value: unknown, place: string): string {
  switch (type) {
    case 'xsd:boolean':
      return formatBoolean(value, place);
    case 'xsd:byte':
      return formatWhole(value, place, -128, 127);
    case 'xsd:short':
      return formatWhole(value, place, -32768, 32767);
    case 'xsd:int':
      return formatWhole(value, place, -2147483648, 2147483647);
    case 'xsd:long':
      return formatLong(value, place);
    case 'xsd:float':
    case 'xsd:double':
      return formatReal(value, place);
    default:
      return formatText(value, place);
  }
}
