import { writeSync } from 'node:fs';
import type { Io } from '../io.ts';

/**
 * What asks the program to end: the first of these stops a run after what is in flight. HUP is a terminal that is gone (on Windows a
 * console that is closed), and BREAK exists on Windows alone. Node ignores PIPE and XFSZ, and keeps USR1 and PROF for itself.
 */
const stopSignals = [
  'SIGINT',
  'SIGTERM',
  'SIGQUIT',
  'SIGBREAK',
  'SIGHUP',
  'SIGALRM',
  'SIGVTALRM',
  'SIGUSR2',
  'SIGXCPU',
] as const;

/** After a first one of any kind, these end the program at once. A lost connection may send HUP twice: by the kernel and by the shell. */
const atOnceSignals: ReadonlySet<string> = new Set(['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGBREAK']);

/** Synchronously: there is no later. */
export function sayAtTheEnd(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // There is no stderr any more.
  }
}

/** @returns a signal that fires at the first one of the process */
export function stopOnSignals(atOnce: NonNullable<Io['atOnce']>): AbortSignal {
  const stop = new AbortController();
  for (const name of stopSignals) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        stop.abort();
      } else if (atOnceSignals.has(name)) {
        sayAtTheEnd(atOnce.say?.() ?? '');
        process.exit(130);
      }
    });
  }
  return stop.signal;
}
