import yargs, { type Argv } from 'yargs';
import { AbortedError } from '../errors.ts';
import { type OptionTable, refuseMisread, takeOutDash } from './arguments/argv.ts';
import { connectionOptions, outputOptions } from './arguments/options.ts';
import { addCommands } from './commands/define-command.ts';
import { commands } from './commands/index.ts';
import { LoginSecrets } from './connection/login-secrets.ts';
import type { Context } from './context.ts';
import { type ExitCode, exitCodeOf, exitCodes, worst } from './exit-code.ts';
import { completeWords, completionFlag } from './help/complete-words.ts';
import { explainFailure, readFailure } from './help/parse-failure.ts';
import { foldCommon } from './help/topics.ts';
import type { Io } from './io.ts';
import { printWarning } from './terminal/notes.ts';
import { printError } from './terminal/print-error.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

/** A width at which no line of help is broken. */
const unbroken = 1000;

/** As wide as lines of help are at most. */
const widest = 100;

/** @param typed the command line, for a run of it */
function build(
  context: Context,
  width = Math.min(context.io.columns ?? widest, widest),
  typed: readonly string[] = [],
): Argv {
  const program = yargs()
    .scriptName('vhv')
    .usage('$0 <command> [selector…] [options]')
    .parserConfiguration({
      'boolean-negation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .detectLocale(false)
    .options(outputOptions)
    .options(connectionOptions);
  return addCommands(program, context, commands)
    .check((args, table) => refuseMisread(typed, args, table as unknown as OptionTable))
    .demandCommand(1, 'name a command')
    .strict()
    .version(readVersion())
    .help()
    .alias('help', 'h')
    .wrap(width)
    .exitProcess(false)
    .fail((message, error) => {
      // An error of yargs itself comes as one, too.
      throw error === undefined || error.name === 'YError' ? readFailure(message) : error;
    });
}

async function readHelp(
  context: Context,
  words: readonly string[],
  width?: number,
): Promise<string> {
  let text = '';
  await build(context, width).parseAsync([...words, '--help'], {}, (_error, _argv, output) => {
    text = output;
  });
  return text;
}

/** Runs one command line and returns the exit code. Never throws. */
export async function main(
  argv: readonly string[],
  io: Io,
  logins = new LoginSecrets(io),
): Promise<ExitCode> {
  let hasPrinted = false;
  const out = (text: string): void => {
    hasPrinted = true;
    io.out(text);
  };
  const { words, rest, dash, literal } = takeOutDash(argv);
  const context: Context = {
    io: { ...io, out },
    dash,
    literal,
    exitCode: exitCodes.done,
    logins,
    run: main,
    readHelp: (words) => readHelp(context, words),
  };
  const complete = (words: readonly string[]): Promise<string[]> =>
    completeWords(build(context), words);
  try {
    if (argv[0] === completionFlag) {
      // The first word is the program's own name.
      out((await complete(argv.slice(2))).map((word) => `${word}\n`).join(''));
      return exitCodes.done;
    }
    await build(context, undefined, words).parseAsync(rest, {}, (_error, _argv, output) => {
      if (output !== '') {
        out(`${foldCommon(output)}\n`);
      }
    });
    return context.exitCode;
  } catch (error) {
    // A request that was given up because somebody does not want to wait is no news of the server.
    const isInterrupted = io.stop.aborted && error instanceof AbortedError;
    const message = isInterrupted
      ? 'interrupted'
      : await explainFailure(error, rest, {
          complete,
          readHelp: (words) => readHelp(context, words, unbroken),
        });
    const exitCode = worst([context.exitCode, exitCodeOf(error)]);
    printWarning(io, message);
    if (error instanceof UsageError) {
      const command = (await complete([''])).find((known) => known === rest[0]);
      io.err(`Try 'vhv ${command === undefined ? '' : `${command} `}--help'.\n`);
    }
    for (const line of context.lastLines ?? []) {
      printWarning(io, line);
    }
    if (!hasPrinted) {
      await printError(io, rest, { error, message, exitCode });
    }
    return exitCode;
  }
}
