import type { RunEvent } from '../../index.ts';
import { formatJsonLine } from '../../report/json.ts';
import type { OutputArgs } from '../arguments/options.ts';
import type { Io } from '../io.ts';
import { say } from '../terminal/say.ts';

/** How often, in ms, a plain line tells how far a run is where there is no terminal. */
const lineEveryMs = 10_000;

/** What a person sees of a run while it goes on. */
export interface Progress {
  readonly onEvent: (event: RunEvent) => void;
  readonly end: () => void;
}

/** A bar with an ETA on a terminal, a line now and then elsewhere; with `--output jsonl` every event as a line on stdout, too. */
export async function startProgress(io: Io, args: OutputArgs, total: number): Promise<Progress> {
  const seen = args.quiet || args['no-progress'] ? nothing : await startSeen(io, args, total);
  return args.output === 'jsonl' ? withEvents(io, seen) : seen;
}

const nothing: Progress = { onEvent: () => undefined, end: () => undefined };

async function startSeen(io: Io, args: OutputArgs, total: number): Promise<Progress> {
  return io.columns !== undefined && io.interactive ? startBar(io, total) : lines(io, args, total);
}

function withEvents(io: Io, { onEvent, end }: Progress): Progress {
  return {
    onEvent: (event) => {
      onEvent(event);
      if (event.kind === 'step') {
        const { vm, path, step } = event;
        io.out(
          formatJsonLine({ schema: 'vhv/step/1', vm, path, step, at: new Date().toISOString() }),
        );
      }
    },
    end,
  };
}

function lines(io: Io, args: OutputArgs, total: number): Progress {
  let done = 0;
  let told = performance.now();
  return {
    onEvent: (event) => {
      if (event.kind === 'worked') {
        done += 1;
        if (performance.now() - told > lineEveryMs) {
          told = performance.now();
          say(io, args, `${done} of ${total} VMs`);
        }
      }
    },
    end: () => undefined,
  };
}

async function startBar(io: Io, total: number): Promise<Progress> {
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total} VMs, {duration_formatted}, ETA {eta} {vm}',
    stream: terminalOf(io),
    clearOnComplete: true,
    // The program's own handling of signals finishes what is in flight.
    gracefulExit: false,
    barsize: 24,
  });
  const began = performance.now();
  let done = 0;
  const etaOf = (count: number): string =>
    formatDuration(((performance.now() - began) / count) * (total - count));
  bar.start(total, 0, { vm: '', eta: '?' });
  return {
    onEvent: (event) => {
      if (event.kind === 'step') {
        bar.update({ vm: `${event.path}: ${event.step}`.slice(0, nameWidth(io)) });
      } else if (event.kind === 'worked') {
        done += 1;
        bar.increment({ eta: etaOf(done) });
      }
    },
    end: () => bar.stop(),
  };
}

/** `1m20s` */
function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** What is left of a line beside the bar and its numbers. */
function nameWidth({ columns = 80 }: Io): number {
  return Math.max(columns - 70, 0);
}

/** The bar writes to stderr, as all talk does. */
function terminalOf({ err, columns = 80 }: Io): NodeJS.WritableStream {
  const stream = {
    isTTY: true,
    columns,
    write: (text: string) => {
      err(text);
      return true;
    },
    on: () => stream,
    once: () => stream,
    removeListener: () => stream,
  };
  return stream as unknown as NodeJS.WritableStream;
}
