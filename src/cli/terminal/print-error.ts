import { VsphereError } from '../../errors.ts';
import { type Format, formats, type OutputFormat } from '../../report/formats.ts';
import { askedFormat } from '../arguments/argv.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';

/** An error, in the words and with the exit code that it is told with. */
interface ReportedError {
  readonly error: unknown;
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** Whoever reads stdout with a parser gets something to parse, also where there are no results. */
export async function printError(
  io: Io,
  argv: readonly string[],
  { error, message, exitCode }: ReportedError,
): Promise<void> {
  const name = askedFormat(argv) ?? '';
  if (!Object.hasOwn(formats, name)) {
    return;
  }
  const { document }: OutputFormat = formats[name as Format];
  if (document !== undefined) {
    const code = error instanceof VsphereError ? error.code : 'UNEXPECTED';
    io.out(await document({ schema: 'vhv/error/1', error: { code, message, exitCode } }));
  }
}
