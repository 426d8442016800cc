import { VsphereError } from '../../errors.ts';
import { formatDocument } from '../../report/formats.ts';
import { formatJsonLine } from '../../report/json.ts';
import { askedFormat } from '../arguments/argv.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';

/** An error, in the words and with the exit code that it is told with. */
interface ReportedError {
  readonly error: unknown;
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** Whoever reads stdout with a parser gets something to parse, also where there are no results. CSV has no place for it. */
export async function printError(
  io: Io,
  argv: readonly string[],
  { error, message, exitCode }: ReportedError,
) {
  const code = error instanceof VsphereError ? error.code : 'UNEXPECTED';
  const told = { code, message, exitCode };
  const document = { schema: 'vhv/error/1', error: told };
  const format = askedFormat(argv);
  if (format === 'json' || format === 'yaml') {
    io.out(await formatDocument(format, document));
  } else if (format === 'jsonl') {
    io.out(formatJsonLine(document));
  }
}
