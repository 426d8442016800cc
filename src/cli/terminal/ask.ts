import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from '../io.ts';
import { InterruptedError } from './interrupted.ts';
import { printWarning } from './notes.ts';
import { discardTypeAhead } from './type-ahead.ts';

/**
 * Asks on the terminal for one line. With `hidden` what is typed is not shown. What was typed before the question was shown is discarded.
 *
 * @throws InterruptedError
 */
export async function ask(
  io: Io,
  question: string,
  { hidden = false }: { readonly hidden?: boolean } = {},
): Promise<string> {
  if (await discardTypeAhead(io)) {
    printWarning(io, 'what was typed before this question is ignored');
  }
  const shown = new Writable({
    write: (chunk, _encoding, done) => {
      if (!hidden) {
        io.err(String(chunk));
      }
      done();
    },
  });
  if (hidden) {
    io.err(question);
  }
  const lines = createInterface({ input: io.stdin, output: shown, terminal: true });
  const interrupted = new AbortController();
  lines.once('SIGINT', () => interrupted.abort());
  // End of input is no answer, and neither is a terminal that is gone.
  lines.once('close', () => interrupted.abort());
  lines.on('error', () => interrupted.abort());
  try {
    const signal = AbortSignal.any([io.stop, interrupted.signal]);
    return await lines.question(hidden ? '' : question, { signal });
  } catch (error) {
    throw new InterruptedError('interrupted; nothing was changed', { cause: error });
  } finally {
    const isUnfinished = interrupted.signal.aborted;
    lines.close();
    if (hidden || isUnfinished) {
      io.err('\n');
    }
  }
}
