import { cut, UnreadableError } from '../errors.ts';

export type Scalar = string | number | bigint | boolean;

/** How the text of a type is read. */
export interface ScalarReader {
  /** @throws UnreadableError if the text is no value of the type */
  readonly parse: (text: string) => Scalar;
  /** The most characters that a value has, blanks around it included; undefined for texts, which only the size of an answer bounds. */
  readonly maxLength: number | undefined;
}

/** Longer than any number, date or truth that a server writes. Reading 20 million digits as one number takes seconds. */
const maxLength = 256;

/** Texts in messages are cut: who sends nonsense sends much of it. */
function complaint(text: string, type: string): UnreadableError {
  return new UnreadableError(`'${cut(text, 40)}' is no ${type}`);
}

const wholeNumber = /^[+-]?\d+$/;

function parseWhole(text: string, low: number, high: number, type: string): number {
  const trimmed = text.trim();
  const value = wholeNumber.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!(value >= low && value <= high)) {
    throw complaint(text, type);
  }
  return value;
}

function parseLong(text: string): bigint {
  const trimmed = text.trim();
  const value = wholeNumber.test(trimmed) ? BigInt(trimmed.replace('+', '')) : undefined;
  if (value === undefined || BigInt.asIntN(64, value) !== value) {
    throw complaint(text, 'xsd:long');
  }
  return value;
}

function parseBoolean(text: string): boolean {
  switch (text.trim()) {
    case 'true':
    case '1':
      return true;
    case 'false':
    case '0':
      return false;
    default:
      throw complaint(text, 'xsd:boolean');
  }
}

const realNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

function parseReal(text: string): number {
  const trimmed = text.trim();
  switch (trimmed) {
    case 'INF':
      return Number.POSITIVE_INFINITY;
    case '-INF':
      return Number.NEGATIVE_INFINITY;
    case 'NaN':
      return Number.NaN;
    default:
      if (!realNumber.test(trimmed)) {
        throw complaint(text, 'number');
      }
      return Number(trimmed);
  }
}

const asIs = (text: string): string => text;

const bounded: Readonly<Record<string, (text: string) => Scalar>> = {
  'xsd:boolean': parseBoolean,
  'xsd:byte': (text) => parseWhole(text, -128, 255, 'xsd:byte'),
  'xsd:short': (text) => parseWhole(text, -32768, 32767, 'xsd:short'),
  'xsd:int': (text) => parseWhole(text, -2147483648, 2147483647, 'xsd:int'),
  'xsd:long': parseLong,
  'xsd:float': parseReal,
  'xsd:double': parseReal,
  'xsd:dateTime': asIs,
};

const readers: ReadonlyMap<string, ScalarReader> = new Map(
  Object.entries(bounded).map(([type, read]): [string, ScalarReader] => {
    const parse = (text: string): Scalar => {
      if (text.length > maxLength) {
        throw complaint(text, type);
      }
      return read(text);
    };
    return [type, { parse, maxLength }];
  }),
);

/** A value of an enum, also one of a later version, or one that nobody knows: whoever reads it says so. */
export const enumReader: ScalarReader = { parse: asIs, maxLength: 10_000 };

const text: ScalarReader = { parse: asIs, maxLength: undefined };

/**
 * How the text of an `xsd:` type is read. Every type without a rule of its own stays exactly the text that was sent: strings
 * untrimmed, dates with all their digits (a JavaScript Date keeps three of six), base64 undecoded.
 */
export function scalarReader(type: string): ScalarReader {
  return readers.get(type) ?? text;
}
