import type { Readable } from 'node:stream';

/** Everything that a command may touch of the process around it. */
export interface Io {
  /** Results. */
  readonly out: (text: string) => void;
  /** Resolves when the reader of the results can take more, to false where it has gone. Without it there always is room. */
  readonly room?: () => Promise<boolean>;
  /** Talk and progress. */
  readonly err: (text: string) => void;
  readonly stdin: Readable;
  /** Whether a person sits there: stdin and stderr are terminals. */
  readonly interactive: boolean;
  /** How wide the terminal is that stdout goes to; undefined where it is none, and nothing is ever cut. */
  readonly columns?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is to be said where a second signal ends the program at once. */
  readonly atOnce?: { say: (() => string) | undefined };
  /** Fires at the first signal that asks the program to end. */
  readonly stop: AbortSignal;
}
