import { escapeUnprintable, formatJson, formatJsonLine } from './json.ts';
import { fieldsOf, type Listing } from './listing.ts';
import { printable, printableLines } from './printable.ts';

/** What `--output` knows beside tables. */
export type Format = 'json' | 'jsonl' | 'yaml' | 'csv';

function csvValue(value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  return typeof value === 'object' ? formatJsonLine(value).trimEnd() : String(value);
}

/** A cell that a spreadsheet would run as a formula is written with an apostrophe in front, which spreadsheets leave out. Numbers stay. */
function defuse(text: string): string {
  return /^([=+@\t\r]|-.)/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}

async function formatCsv<Row>(listing: Listing<Row>, rows: readonly Row[]): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const fields = fieldsOf(listing);
  const lines = rows.map((row) =>
    fields.map(([name, { csv }]) => defuse(printableLines(csv?.(row) ?? csvValue(row[name])))),
  );
  return stringify([fields.map(([name]) => name), ...lines]);
}

/** YAML of what JSON would say, so that the two never differ. What a terminal would act upon is quoted and escaped. */
async function formatYaml(value: unknown): Promise<string> {
  const { Document, visit } = await import('yaml');
  const document = new Document(JSON.parse(formatJson(value)), { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && printable(node.value) !== node.value) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return escapeUnprintable(document.toString({ lineWidth: 0 }), (code) =>
    code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : undefined,
  );
}

/** A document that is whole: JSON or YAML. */
export async function formatDocument(
  format: 'json' | 'yaml',
  document: { readonly schema: string },
): Promise<string> {
  return format === 'json' ? formatJson(document) : formatYaml(document);
}

/** Rows in one of the formats. JSON and YAML are one object; a line of JSONL stands by itself; CSV begins with the names. */
export async function formatRows<Row>(
  format: Format,
  listing: Listing<Row>,
  rows: readonly Row[],
): Promise<string> {
  const { schema } = listing;
  if (format === 'csv') {
    return formatCsv(listing, rows);
  }
  const names = fieldsOf(listing).map(([name]) => name);
  const told = rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
  return format === 'jsonl'
    ? told.map((row) => formatJsonLine({ schema, ...row })).join('')
    : formatDocument(format, { schema, rows: told } as { schema: string });
}
