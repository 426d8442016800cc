import { formats, type Printout } from '../../report/formats.ts';
import type { OutputArgs } from '../arguments/options.ts';
import type { Io } from '../io.ts';
import { printNote } from './notes.ts';

/** Writes what is found as `--output` says, no faster than it is read. A reader who has seen enough ends it. */
export async function printRows<Row>(
  io: Io,
  args: OutputArgs,
  printout: Printout<Row>,
): Promise<void> {
  const width = args.wide ? undefined : io.columns;
  const note = (text: string): void => printNote(io, args, text);
  for await (const piece of formats[args.output].write({ ...printout, width, note })) {
    io.out(piece);
    if ((await io.room?.()) === false) {
      return;
    }
  }
}
