import { printable } from '../../report/printable.ts';
import type { Io } from '../io.ts';

/** Flags among which there may be `--quiet`. */
export interface Quietable {
  readonly quiet?: boolean | undefined;
}

/** One line of talk on stderr; `--quiet` leaves it out. Servers and files may have had a hand in the text, so it stays on its line. */
export function printNote(io: Io, args: Quietable, text: string): void {
  if (args.quiet !== true) {
    printWarning(io, text);
  }
}

function inOneLine(text: string): string {
  const lines = text.split('\n');
  return lines.length === 1
    ? text
    : lines
        .map((line) => line.trim())
        .filter(Boolean)
        .join(' ');
}

/** One line on stderr that `--quiet` does not leave out: an error. */
export function printWarning(io: Io, text: string): void {
  io.err(`vhv: ${printable(inOneLine(text))}\n`);
}
