import { UnreadableError } from '../errors.ts';

export type Scalar = string | number | bigint | boolean;

const wholeNumber = /^[+-]?\d+$/;

function parseWhole(text: string, low: number, high: number, type: string): number {
  const trimmed = text.trim();
  const value = wholeNumber.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!(value >= low && value <= high)) {
    throw new UnreadableError(`'${text}' is no ${type}`);
  }
  return value;
}

function parseLong(text: string): bigint {
  const trimmed = text.trim();
  if (!wholeNumber.test(trimmed)) {
    throw new UnreadableError(`'${text}' is no xsd:long`);
  }
  return BigInt(trimmed.startsWith('+') ? trimmed.slice(1) : trimmed);
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
      throw new UnreadableError(`'${text}' is no xsd:boolean`);
  }
}

const realNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

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
        throw new UnreadableError(`'${text}' is no number`);
      }
      return Number(trimmed);
  }
}

const asIs = (text: string): string => text;

const parsers: Readonly<Record<string, (text: string) => Scalar>> = {
  'xsd:boolean': parseBoolean,
  'xsd:byte': (text) => parseWhole(text, -128, 255, 'xsd:byte'),
  'xsd:short': (text) => parseWhole(text, -32768, 32767, 'xsd:short'),
  'xsd:int': (text) => parseWhole(text, -2147483648, 2147483647, 'xsd:int'),
  'xsd:long': parseLong,
  'xsd:float': parseReal,
  'xsd:double': parseReal,
};

/**
 * How the text of an `xsd:` type is read. Every type without a rule of its own stays exactly the text that was sent: strings
 * untrimmed, dates with all their digits (a JavaScript Date keeps three of six), base64 undecoded.
 */
export function scalarParser(type: string): (text: string) => Scalar {
  return parsers[type] ?? asIs;
}
