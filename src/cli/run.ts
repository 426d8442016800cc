import { formatDocument, formatRows } from '../report/formats.ts';
import { columnsOf, type Listing } from '../report/listing.ts';
import { type Column, layTable } from '../report/table.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OutputArgs } from './options.ts';
import { say } from './say.ts';

/** One run of the program: what it may touch, and how it will end. */
export interface Context {
  readonly io: Io;
  /** Whether a lone `-` was among the arguments. */
  readonly dash: boolean;
  /** What stood after `--`: selectors, whatever they look like. */
  readonly literal: readonly string[];
  exitCode: ExitCode;
  /** Runs another command line, as the program itself would. */
  readonly run: (argv: readonly string[], io: Io) => Promise<ExitCode>;
}

/**
 * Writes rows as `--output` says. All but tables tell everything that was found out, under stable names.
 *
 * @param before columns of this run, left of the listing's own: which endpoint, where there are several
 */
export async function printRows<Row>(
  io: Io,
  args: OutputArgs,
  listing: Listing<Row>,
  rows: readonly Row[],
  before: readonly Column<NoInfer<Row>>[] = [],
): Promise<void> {
  if (args.output !== 'table') {
    io.out(await formatRows(args.output, listing, rows));
    return;
  }
  const available = args.wide ? undefined : io.columns;
  const { text, dropped } = layTable([...before, ...columnsOf(listing)], rows, available);
  io.out(text);
  if (dropped.length > 0) {
    say(io, args, `no room for ${dropped.join(', ')}: --wide shows all`);
  }
}

/** What a plan or a run is told as, in each of the formats. */
export interface Told<Row> {
  /** The whole, for JSON and YAML. */
  readonly document: Readonly<Record<string, unknown>> & { readonly schema: string };
  readonly table: () => string;
  /** The same row by row, for JSONL and CSV. */
  readonly listing: Listing<Row>;
  readonly rows: readonly Row[];
}

/** Writes a document that is more than a list of rows. */
export async function printTold<Row>(io: Io, args: OutputArgs, told: Told<Row>): Promise<void> {
  const { output } = args;
  if (output === 'table') {
    io.out(told.table());
  } else if (output === 'json' || output === 'yaml') {
    io.out(await formatDocument(output, told.document));
  } else {
    io.out(await formatRows(output, told.listing, told.rows));
  }
}
