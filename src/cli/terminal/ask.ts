import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { VsphereError } from '../../index.ts';
import type { Io } from '../io.ts';

/** Ctrl-C at a question, or a signal while it stood there. */
export class InterruptedError extends VsphereError {
  override name = 'InterruptedError';

  constructor(message: string, options?: ErrorOptions) {
    super('INTERRUPTED', message, options);
  }
}

/**
 * Asks on the terminal for one line. With `hidden` what is typed is not shown.
 *
 * @throws InterruptedError
 */
export async function ask(
  io: Io,
  question: string,
  { hidden = false }: { readonly hidden?: boolean } = {},
): Promise<string> {
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
  // End of input is no answer.
  lines.once('close', () => interrupted.abort());
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
