import { escapeUnprintable } from '../escape-unprintable.ts';
import { gather, inBatches, type Rows } from './batches.ts';
import { formatJson, formatJsonLine } from './json.ts';
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

async function* csvPieces<Row>(listing: Listing<Row>, rows: Rows<Row>): AsyncGenerator<string> {
  const { stringify } = await import('csv-stringify/sync');
  const fields = fieldsOf(listing);
  // Not before there are rows, or certainly none: where reading them fails, nothing has been text.
  let head = [fields.map(([name]) => name)];
  for await (const batch of inBatches(rows)) {
    const lines = batch.map((row) =>
      fields.map(([name, { csv }]) => defuse(printableLines(csv?.(row) ?? csvValue(row[name])))),
    );
    yield stringify([...head, ...lines]);
    head = [];
  }
  yield stringify(head);
}

/** Plain texts that readers of YAML 1.1 take for numbers, versions and times: `8.0`, `1_000`, `12:30:00`, `2026-11-22T16:33:14Z`. */
const misread =
  /^[-+]?[\d.][\d_.,:eE+-]*$|^\d{4}-\d\d?-\d\d?(?![\w-])|^\d{4}-\d\d?-\d\d?[Tt\s]|^[=~]$|^<<$|^[yYnN]$/;

/**
 * YAML of what JSON would say, so that the two never differ. What a terminal would act upon is quoted and escaped; what is something else in
 * YAML 1.1 (`off`, `yes`, times), which PyYAML and Ansible read, is quoted.
 */
async function formatYaml(value: unknown): Promise<string> {
  const { Document, visit } = await import('yaml');
  const document = new Document(JSON.parse(formatJson(value)), {
    aliasDuplicateObjects: false,
    compat: 'yaml-1.1',
  });
  visit(document, {
    Scalar: (_key, node) => {
      const { value } = node;
      if (typeof value === 'string' && (printable(value) !== value || misread.test(value))) {
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

/** What is text of a row: every field of the listing, in its order. */
function fieldsByName<Row>(listing: Listing<Row>): (row: Row) => Record<string, unknown> {
  const names = fieldsOf(listing).map(([name]) => name);
  return (row) => Object.fromEntries(names.map((name) => [name, row[name]]));
}

async function* jsonLines<Row>(listing: Listing<Row>, rows: Rows<Row>): AsyncGenerator<string> {
  const { schema } = listing;
  const toFields = fieldsByName(listing);
  for await (const batch of inBatches(rows)) {
    yield batch.map((row) => formatJsonLine({ schema, ...toFields(row) })).join('');
  }
}

/** One object. It begins when all rows are known, since half an object is none; each batch is formatted alone and cut out. */
async function* jsonPieces<Row>(
  listing: Listing<Row>,
  rows: Rows<Row>,
  beside: Beside,
): AsyncGenerator<string> {
  const all = await gather(rows);
  const head = { schema: listing.schema, ...beside() };
  if (all.length === 0) {
    yield formatJson({ ...head, rows: [] });
    return;
  }
  const [start, end] = ['{\n  "rows": [', '\n  ]\n}\n'];
  let before = `${formatJson(head).slice(0, -'\n}\n'.length)},\n  "rows": [`;
  for await (const batch of inBatches(all)) {
    const text = formatJson({ rows: batch.map(fieldsByName(listing)) });
    yield before + text.slice(start.length, -end.length);
    before = ',';
  }
  yield end;
}

/** The same in YAML. */
async function* yamlPieces<Row>(
  listing: Listing<Row>,
  rows: Rows<Row>,
  beside: Beside,
): AsyncGenerator<string> {
  const all = await gather(rows);
  const head = { schema: listing.schema, ...beside() };
  if (all.length === 0) {
    yield formatYaml({ ...head, rows: [] });
    return;
  }
  let before = await formatYaml(head);
  for await (const batch of inBatches(all)) {
    const text = await formatYaml({ rows: batch.map(fieldsByName(listing)) });
    yield before + (before === '' ? text.slice('rows:\n'.length) : text);
    before = '';
  }
}

/** What a document tells beside its rows, once all of them are known. */
export type Beside = () => Readonly<Record<string, unknown>>;

/**
 * Rows in one of the formats, piece by piece. JSON and YAML are one object; a line of JSONL stands by itself; CSV begins with the names.
 * Lines of JSONL and CSV are text as their rows come, and none is kept.
 */
export function formatRows<Row>(
  format: Format,
  listing: Listing<Row>,
  rows: Rows<Row>,
  beside: Beside = () => ({}),
): AsyncGenerator<string> {
  switch (format) {
    case 'csv':
      return csvPieces(listing, rows);
    case 'jsonl':
      return jsonLines(listing, rows);
    case 'json':
      return jsonPieces(listing, rows, beside);
    case 'yaml':
      return yamlPieces(listing, rows, beside);
  }
}
