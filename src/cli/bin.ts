#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { writeSync } from 'node:fs';
import type { Io } from './io.ts';
import { readVersion } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && argv[0] === '--version') {
  // Scripts ask this a lot, and all the rest takes four times as long to load.
  process.stdout.write(`${readVersion()}\n`);
} else {
  await start();
}

/** Synchronously: there is no later. */
function sayAtTheEnd(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Where stderr is what cannot be written to.
  }
}

async function start(): Promise<void> {
  const [{ main }, { resultsTo }] = await Promise.all([
    import('./main.ts'),
    import('./terminal/results.ts'),
  ]);
  const stop = new AbortController();
  const atOnce: NonNullable<Io['atOnce']> = { say: undefined };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) {
        sayAtTheEnd(atOnce.say?.() ?? '');
        process.exit(130);
      }
      stop.abort();
    });
  }
  // Every request under way listens to it.
  setMaxListeners(0, stop.signal);
  let unwritten: NodeJS.ErrnoException | undefined;
  // A disk that is full is no reason to leave VMs half done and a session open; a reader such as `head` that has seen enough is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      unwritten ??= error.code === 'EPIPE' ? undefined : error;
    });
  }
  process.once('exit', () => {
    if (unwritten !== undefined) {
      process.exitCode ||= 1;
      sayAtTheEnd(`vhv: not all of the output could be written: ${unwritten.message}\n`);
    }
  });
  process.exitCode = await main(argv, {
    ...resultsTo(process.stdout, stop.signal),
    err: (text) => process.stderr.write(text),
    stdin: process.stdin,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    env: process.env,
    atOnce,
    stop: stop.signal,
  });
}
