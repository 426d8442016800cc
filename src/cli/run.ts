import { formatJson } from '../report/json.ts';
import { type Column, formatTable } from '../report/table.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OutputArgs } from './options.ts';

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

/** Writes results as `--output` says. JSON is whole: everything that was found out, under stable names. */
export function printRows<Row>(
  io: Io,
  args: OutputArgs,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): void {
  io.out(args.output === 'json' ? formatJson(rows) : formatTable(columns, rows));
}
