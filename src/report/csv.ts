import { formatJsonLine } from './json.ts';
import { fieldsOf, type Listing } from './listing.ts';
import { printableLines } from './printable.ts';

function textOf(value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  return typeof value === 'object' ? formatJsonLine(value).trimEnd() : String(value);
}

/**
 * A cell that a spreadsheet would run as a formula is written with an apostrophe in front, which spreadsheets leave out. Some take full-width
 * signs for their narrow forms, and skip blanks before a sign. Numbers stay.
 */
function defuse(text: string): string {
  return /^[\t\r]|^\s*([=+@\uFF1D\uFF0B\uFF20]|[-\uFF0D].)/.test(text) &&
    !/^-?\d+(\.\d+)?$/.test(text)
    ? `'${text}`
    : text;
}

/** The cells of a row, one for each field of the listing, for whatever opens in a spreadsheet. */
export function cellsOf<Row>(listing: Listing<Row>): (row: Row) => string[] {
  const fields = fieldsOf(listing);
  return (row) =>
    fields.map(([name, { csv }]) => defuse(printableLines(csv?.(row) ?? textOf(row[name]))));
}
