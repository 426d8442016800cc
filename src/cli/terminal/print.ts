import { gather, inBatches, type Rows } from '../../report/batches.ts';
import { type Beside, formatDocument, formatRows } from '../../report/formats.ts';
import { columnsOf, type Listing } from '../../report/listing.ts';
import { type Column, layTable } from '../../report/table.ts';
import type { OutputArgs } from '../arguments/options.ts';
import type { Io } from '../io.ts';
import { printNote } from './notes.ts';

/**
 * Writes rows as `--output` says. All but tables tell everything that was found out, under stable names. Lines of JSONL and CSV are
 * written as their rows come; a reader who has seen enough ends that.
 *
 * @param before columns of this run, left of the listing's own: which endpoint, where there are several
 * @param beside what JSON and YAML tell beside the rows: which endpoints are missing
 */
export async function printRows<Row>(
  io: Io,
  args: OutputArgs,
  listing: Listing<Row>,
  rows: Rows<Row>,
  before: readonly Column<NoInfer<Row>>[] = [],
  beside?: Beside,
): Promise<void> {
  if (args.output !== 'table') {
    await write(io, formatRows(args.output, listing, rows, beside));
    return;
  }
  const available = args.wide ? undefined : io.columns;
  const columns = [...before, ...columnsOf(listing)];
  const { lines, dropped } = layTable(columns, await gather(rows), available);
  await write(io, joined(lines));
  if (dropped.length > 0) {
    printNote(io, args, `no room for ${dropped.join(', ')}: --wide shows all`);
  }
}

/** Rows as a table of full width, for who is to be asked about them. */
export function formatRowsShown<Row>(
  listing: Listing<Row>,
  rows: readonly Row[],
  before: readonly Column<NoInfer<Row>>[] = [],
): string {
  const { lines } = layTable([...before, ...columnsOf(listing)], rows, undefined);
  return [...lines].map((line) => `${line}\n`).join('');
}

async function* joined(lines: Iterable<string>): AsyncGenerator<string> {
  for await (const some of inBatches(lines)) {
    yield some.map((line) => `${line}\n`).join('');
  }
}

/** Writes no faster than it is read. */
async function write({ out, room }: Io, pieces: Rows<string>): Promise<void> {
  for await (const piece of pieces) {
    out(piece);
    if ((await room?.()) === false) {
      return;
    }
  }
}

/** What a plan or a run is told as, in each of the formats. */
export interface Printout<Row> {
  /** The whole, for JSON and YAML. */
  readonly document: Readonly<Record<string, unknown>> & { readonly schema: string };
  readonly table: () => string;
  /** The same row by row, for JSONL and CSV. */
  readonly listing: Listing<Row>;
  readonly rows: readonly Row[];
}

/** Writes a document that is more than a list of rows. */
export async function printWhole<Row>(
  io: Io,
  args: OutputArgs,
  printout: Printout<Row>,
): Promise<void> {
  const { output } = args;
  if (output === 'table') {
    io.out(printout.table());
  } else if (output === 'json' || output === 'yaml') {
    io.out(await formatDocument(output, printout.document));
  } else {
    await write(io, formatRows(output, printout.listing, printout.rows));
  }
}
