import { gather, inBatches, type Rows } from './batches.ts';
import { cellsOf } from './csv.ts';
import { formatJson, formatJsonLine } from './json.ts';
import { columnsOf, fieldsOf, type Listing } from './listing.ts';
import { type Column, layTable } from './table.ts';
import { formatYaml } from './yaml.ts';

/** What is printed: the rows of a listing. A format ignores the other fields if it has no place for them. */
export interface Printout<Row> {
  readonly listing: Listing<Row>;
  readonly rows: Rows<Row>;
  /** What a document has beside the rows. Called once all rows are known. */
  readonly beside?: () => Readonly<Record<string, unknown>>;
  /** What a document has in place of the rows: plans with every fact. */
  readonly whole?: { readonly schema: string } & Readonly<Record<string, unknown>>;
  /** Columns left of the listing's own in a table: the endpoint, if there are several. */
  readonly before?: readonly Column<NoInfer<Row>>[];
  /** The whole table, in place of the listing's columns. */
  readonly table?: () => string;
  /** Text below the table. */
  readonly below?: () => string;
  /** Columns of the terminal. Absent: the table is as wide as it needs to be. */
  readonly width?: number | undefined;
  /** Prints a note that is not part of the result. */
  readonly note?: (text: string) => void;
}

/** A format of `--output`. */
export interface OutputFormat {
  /** Its line in docs/cli.md. */
  readonly describe: string;
  /** Yields the printout as text, piece by piece. */
  readonly write: <Row>(printout: Printout<Row>) => AsyncIterable<string>;
  /** Formats one object that is no row, such as an error. Absent: the format has no place for it. */
  readonly document?: (document: object) => string | Promise<string>;
  /** Formats an event before the rows, such as a step of a run. Absent: the format has no place for it. */
  readonly event?: (event: object) => string;
}

type Plain = Readonly<Record<string, unknown>>;

/** Rows as plain objects, a few at a time: every field of the listing, in its order. */
async function* plainRows<Row>(
  listing: Listing<Row>,
  rows: Rows<Row>,
): AsyncGenerator<readonly Plain[]> {
  const names = fieldsOf(listing).map(([name]) => name);
  for await (const batch of inBatches(rows)) {
    yield batch.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
  }
}

/** As wide as the terminal at most: columns are left out or cut. */
async function* writeTable<Row>(printout: Printout<Row>): AsyncGenerator<string> {
  const { listing, rows, before = [], table, below, width, note } = printout;
  if (table !== undefined) {
    yield table();
    return;
  }
  const columns = [...before, ...columnsOf(listing)];
  const { lines, dropped } = layTable(columns, await gather(rows), width);
  for await (const some of inBatches(lines)) {
    yield some.map((line) => `${line}\n`).join('');
  }
  if (dropped.length > 0) {
    note?.(`no room for ${dropped.join(', ')}: --wide shows all`);
  }
  yield below?.() ?? '';
}

/**
 * One object. It begins when all rows are known, since half an object is none.
 *
 * @param splice formats an object with many rows batch by batch, so that the text is never whole in memory
 */
function documentWriter(
  format: (document: object) => string | Promise<string>,
  splice: (head: Plain, batches: AsyncIterable<readonly Plain[]>) => AsyncIterable<string>,
): OutputFormat['write'] {
  return async function* ({ listing, rows, beside, whole }) {
    if (whole !== undefined) {
      const { schema, ...content } = whole;
      yield format({ schema, ...beside?.(), ...content });
      return;
    }
    const all = await gather(rows);
    const head = { schema: listing.schema, ...beside?.() };
    yield* all.length === 0
      ? [format({ ...head, rows: [] })]
      : splice(head, plainRows(listing, all));
  };
}

/** Each batch is formatted alone, and its rows are cut out. */
async function* spliceJson(
  head: Plain,
  batches: AsyncIterable<readonly Plain[]>,
): AsyncGenerator<string> {
  const [start, end] = ['{\n  "rows": [', '\n  ]\n}\n'];
  let before = `${formatJson(head).slice(0, -'\n}\n'.length)},\n  "rows": [`;
  for await (const rows of batches) {
    yield before + formatJson({ rows }).slice(start.length, -end.length);
    before = ',';
  }
  yield end;
}

async function* spliceYaml(
  head: Plain,
  batches: AsyncIterable<readonly Plain[]>,
): AsyncGenerator<string> {
  let before = await formatYaml(head);
  for await (const rows of batches) {
    const text = await formatYaml({ rows });
    yield before + (before === '' ? text.slice('rows:\n'.length) : text);
    before = '';
  }
}

async function* writeJsonLines<Row>({ listing, rows }: Printout<Row>): AsyncGenerator<string> {
  const { schema } = listing;
  for await (const batch of plainRows(listing, rows)) {
    yield batch.map((row) => formatJsonLine({ schema, ...row })).join('');
  }
}

async function* writeCsv<Row>({ listing, rows }: Printout<Row>): AsyncGenerator<string> {
  const { stringify } = await import('csv-stringify/sync');
  // Not before there are rows, or certainly none: where reading them fails, nothing has been written.
  let head = [fieldsOf(listing).map(([name]) => name as string)];
  for await (const batch of inBatches(rows)) {
    yield stringify([...head, ...batch.map(cellsOf(listing))]);
    head = [];
  }
  yield stringify(head);
}

/**
 * Every format, in the order in which help names them. `--output`, its help, completion and docs/cli.md are made from this table. Lines of
 * JSONL and CSV are written as their rows come, and none is kept.
 */
export const formats = {
  table: { describe: 'for people, the default', write: writeTable },
  json: {
    describe: 'one object: `schema` names what it is, `rows` holds what was found',
    write: documentWriter(formatJson, spliceJson),
    document: formatJson,
  },
  jsonl: {
    describe: 'a row a line, each with its own `schema`, so that a line stands by itself',
    write: writeJsonLines,
    document: formatJsonLine,
    event: formatJsonLine,
  },
  yaml: {
    describe: 'what JSON says, in YAML',
    write: documentWriter(formatYaml, spliceYaml),
    document: formatYaml,
  },
  csv: {
    describe: 'a line of names, then a line a row; what is no scalar is JSON in its cell',
    write: writeCsv,
  },
} as const satisfies Readonly<Record<string, OutputFormat>>;

export type Format = keyof typeof formats;

export const formatNames = Object.keys(formats) as Format[];
