import { Decoder } from '../../src/vim25/decode.ts';
import { encodeElement } from '../../src/vim25/encode.ts';
import { vim25Schema } from '../../src/vim25/schema-table.ts';
import { writeElement } from '../../src/vim25/write-xml.ts';

/** Line breaks that only indent the next line in a test's source. */
export function joinLines(xml: string): string {
  return xml.replaceAll(/\n\s*/g, '');
}

/** Reads one element, in as many pieces as are given, as the given declared type. */
export function decode(declared: string, ...pieces: readonly string[]): unknown {
  const decoder = new Decoder(vim25Schema, declared);
  for (const piece of pieces) {
    decoder.write(piece);
  }
  return decoder.end();
}

/** Writes one element `x` of the given declared type. */
export function encode(declared: string, value: unknown): string {
  return writeElement(encodeElement('x', declared, value));
}
