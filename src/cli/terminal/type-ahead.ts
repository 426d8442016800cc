import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../io.ts';
import { InterruptedError } from './interrupted.ts';

/** How long, in ms, nothing may come until nothing more is expected. */
const quietMs = 50;

/** A key that is held down, or a program that never ends to type, agrees to nothing. */
const longestMs = 5000;

const ctrlC = '\u0003';

/** What a terminal can do beside being read; a double cannot. */
interface Terminal {
  readonly setRawMode?: (isRaw: boolean) => unknown;
}

/**
 * Reads and discards what was typed before a question is shown: a `y` of then agrees to nothing. It lies in the kernel's buffer, which
 * keeps a whole line until somebody reads it and an unfinished one until the terminal is raw. The terminal is raw afterwards.
 *
 * @returns whether there was anything
 * @throws InterruptedError if there is a Ctrl-C in it, if it does not end within 5 seconds, or if the terminal is gone
 */
export async function discardTypeAhead({ stdin, stop }: Io): Promise<boolean> {
  const terminal = stdin as Terminal;
  const began = performance.now();
  let latest = began;
  let hasAny = false;
  let isOver: boolean = stdin.readableEnded || stdin.destroyed;
  const onData = (typed: Buffer | string): void => {
    latest = performance.now();
    hasAny = true;
    isOver ||= typed.includes(ctrlC);
  };
  const onEnd = (): void => {
    isOver = true;
  };
  // Raw before it is read: what ends a line, or the input, must not do so here.
  terminal.setRawMode?.(true);
  stdin.on('data', onData).on('end', onEnd).on('error', onEnd);
  try {
    for (;;) {
      await sleep(quietMs);
      // On a busy machine the timer fires before the terminal has been looked at.
      await nextTurn();
      const now = performance.now();
      if (isOver || stop.aborted || now - began > longestMs) {
        terminal.setRawMode?.(false);
        throw new InterruptedError('interrupted; nothing was changed');
      }
      if (now - latest >= quietMs) {
        return hasAny;
      }
    }
  } finally {
    stdin.pause();
    stdin.off('data', onData).off('end', onEnd).off('error', onEnd);
  }
}
