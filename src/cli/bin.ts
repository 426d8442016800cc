#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Io } from './io.ts';
import { readVersion } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && argv[0] === '--version') {
  // Scripts ask this a lot, and all the rest takes four times as long to load.
  process.stdout.write(`${readVersion()}\n`);
} else {
  await start();
}

async function start(): Promise<void> {
  const [{ main }, { resultsTo }, { sayAtTheEnd, stopOnSignals }, { systemReason }] =
    await Promise.all([
      import('./main.ts'),
      import('./terminal/results.ts'),
      import('./terminal/signals.ts'),
      import('../errors.ts'),
    ]);
  const atOnce: NonNullable<Io['atOnce']> = { say: undefined };
  const stop = stopOnSignals(atOnce);
  // Every request under way listens to it.
  setMaxListeners(0, stop);
  let unwritten: NodeJS.ErrnoException | undefined;
  // A disk that is full is no reason to leave VMs half done and a session open; a reader such as `head` that has seen enough is no failure,
  // and neither is a terminal that was closed.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const isGone = error.code === 'EPIPE' || (error.code === 'EIO' && stream.isTTY);
      unwritten ??= isGone ? undefined : error;
    });
  }
  // A terminal that is closed while a question stands: the question is interrupted.
  process.stdin.on('error', () => undefined);
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  process.once('exit', () => {
    if (unwritten !== undefined) {
      process.exitCode ||= 1;
      sayAtTheEnd(`vhv: not all of the output could be written: ${systemReason(unwritten)}\n`);
    }
    // Node restores the modes of its terminals, and aborts if one is gone (SIGABRT, seen in 20); a closed one it skips.
    for (const fd of terminals.filter((one) => !isatty(one))) {
      closeSync(fd);
    }
  });
  process.exitCode = await main(argv, {
    ...resultsTo(process.stdout, stop),
    err: (text) => process.stderr.write(text),
    stdin: process.stdin,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    env: process.env,
    atOnce,
    stop,
  });
}
