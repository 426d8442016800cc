import { decodeName } from '../../entity-name.ts';
import type { RunEvent } from '../../nested/run/options.ts';
import { formats, type OutputFormat } from '../../report/formats.ts';
import type { OutputArgs } from '../arguments/options.ts';
import type { Io } from '../io.ts';
import { printNote } from '../terminal/notes.ts';

/** How often, in ms, a plain line tells how far a run is where there is no terminal. */
const lineEveryMs = 10_000;

/** What a person sees of a run while it goes on. */
export interface Progress {
  readonly onEvent: (event: RunEvent) => void;
  /** Where to talk meanwhile: a line does not run into the bar. */
  readonly io: Io;
  readonly end: () => void;
}

/** A bar with an ETA on a terminal, a line now and then elsewhere; where the format has a place for events, each step on stdout, too. */
export async function startProgress(io: Io, args: OutputArgs, total: number): Promise<Progress> {
  const nothing: Progress = { onEvent: () => undefined, io, end: () => undefined };
  const seen = args.quiet || args['no-progress'] ? nothing : await startSeen(io, args, total);
  const { event }: OutputFormat = formats[args.output];
  return event === undefined ? seen : withEvents(seen, event);
}

async function startSeen(io: Io, args: OutputArgs, total: number): Promise<Progress> {
  return io.columns !== undefined && io.interactive ? startBar(io, total) : lines(io, args, total);
}

function withEvents(
  { onEvent, io, end }: Progress,
  format: NonNullable<OutputFormat['event']>,
): Progress {
  return {
    io,
    end,
    onEvent: (event) => {
      onEvent(event);
      if (event.kind === 'step') {
        const { vm, path, step } = event;
        io.out(format({ schema: 'vhv/step/1', vm, path, step, at: new Date().toISOString() }));
      }
    },
  };
}

function lines(io: Io, args: OutputArgs, total: number): Progress {
  let done = 0;
  let told = performance.now();
  return {
    io,
    onEvent: (event) => {
      if (event.kind === 'worked') {
        done += 1;
        if (performance.now() - told > lineEveryMs) {
          told = performance.now();
          printNote(io, args, `${done} of ${total} VMs`);
        }
      }
    },
    end: () => undefined,
  };
}

/** Back to the beginning of the line, which is emptied. */
const emptyLine = '\r\x1b[K';

async function startBar(io: Io, total: number): Promise<Progress> {
  const { default: cliProgress } = await import('cli-progress');
  const { barSize, textSize } = layOut(io, total);
  const bar = new cliProgress.SingleBar({
    // `eta` is the package's own word, and it counts every update as progress.
    format: '{bar} {value}/{total} VMs, {duration_formatted}, ETA {left} {doing}',
    stream: terminalOf(io),
    clearOnComplete: true,
    // Other lines are written in between, and a bar that is left at once must leave the terminal as it was.
    forceRedraw: true,
    linewrap: true,
    // The program's own handling of signals finishes what is in flight.
    gracefulExit: false,
    barsize: barSize,
  });
  const began = performance.now();
  let done = 0;
  const leftAt = (count: number): string =>
    formatDuration(((performance.now() - began) / count) * (total - count));
  bar.start(total, 0, { doing: '', left: '?' });
  return {
    io: { ...io, err: (text) => io.err(emptyLine + text) },
    onEvent: (event) => {
      if (event.kind === 'step') {
        const name = decodeName(event.path.slice(event.path.lastIndexOf('/') + 1));
        bar.update({ doing: `${event.step} ${name}`.slice(0, textSize) });
      } else if (event.kind === 'worked') {
        done += 1;
        bar.increment({ left: leftAt(done) });
      }
    },
    end: () => bar.stop(),
  };
}

/** How much of a line the bar gets, and how much is left for what is being done; a line that is full would be two. */
function layOut({ columns = 80 }: Io, total: number): { barSize: number; textSize: number } {
  const barSize = columns < 100 ? 12 : 24;
  const numbers = `  ${total}/${total} VMs, 59m59s, ETA 59m59s `.length;
  return { barSize, textSize: Math.max(columns - barSize - numbers - 1, 0) };
}

/** `1m20s` */
function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

const saveCursor = '\x1b7';
const restoreCursor = '\x1b8';

/** The bar writes to stderr, as all talk does. */
function terminalOf({ err, columns = 80 }: Io): NodeJS.WritableStream {
  const stream = {
    isTTY: true,
    columns,
    write: (text: string) => {
      // At its end the package would go back to where the bar began, over all that was written since.
      if (text !== saveCursor && text !== restoreCursor) {
        err(text);
      }
      return true;
    },
    on: () => stream,
    once: () => stream,
    removeListener: () => stream,
  };
  return stream as unknown as NodeJS.WritableStream;
}
