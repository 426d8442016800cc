import yargs, { type Argv } from 'yargs';
import { VsphereError } from '../index.ts';
import { formatDocument } from '../report/formats.ts';
import { formatJsonLine } from '../report/json.ts';
import { aboutCommand } from './commands/about.ts';
import { applyCommand } from './commands/apply.ts';
import { certCommand } from './commands/cert.ts';
import { demoCommand } from './commands/demo.ts';
import { driftCommand } from './commands/drift.ts';
import { enableCommand } from './commands/enable.ts';
import { envCommand } from './commands/env.ts';
import { extraConfigCommands } from './commands/extra-config.ts';
import { hostAllowCommand } from './commands/host-allow.ts';
import { hostOptionsCommand } from './commands/host-options.ts';
import { hostsCommand } from './commands/hosts.ts';
import { planCommand } from './commands/plan.ts';
import { reportCommand } from './commands/report.ts';
import { resumeCommand } from './commands/resume.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { sessionCommand } from './commands/session.ts';
import { simulateCommand } from './commands/simulate.ts';
import { verifyCommand } from './commands/verify.ts';
import { vmsCommand } from './commands/vms.ts';
import { completeWords, completionCommand, completionFlag } from './completion.ts';
import { type ExitCode, exitCodeOf, exitCodes, worst } from './exit-code.ts';
import { foldCommon, helpCommand } from './help.ts';
import type { Io } from './io.ts';
import { connectionOptions, outputOptions } from './options.ts';
import { explainFailure, readFailure } from './parse-failure.ts';
import type { Context } from './run.ts';
import { complain } from './say.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

/** Flags whose value may be a lone `-`, which is stdin and no selector. */
const stdinFlags = [
  '--password-file',
  '--token-file',
  '--clone-ticket-file',
  '--guest-password-file',
];

function joinStdinFlags(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (stdinFlags.includes(word) && words[index + 1] === '-') {
      return [`${word}=-`];
    }
    return word === '-' && stdinFlags.includes(words[index - 1] ?? '') ? [] : [word];
  });
}

/** yargs would drop a lone `-` and everything after `--` without a word: selectors from stdin, and selectors that look like flags. */
function takeOutDash(
  argv: readonly string[],
): Pick<Context, 'dash' | 'literal'> & { rest: string[] } {
  const end = argv.indexOf('--');
  const words = joinStdinFlags(end < 0 ? argv : argv.slice(0, end));
  const literal = end < 0 ? [] : argv.slice(end + 1);
  return { rest: words.filter((word) => word !== '-'), dash: words.includes('-'), literal };
}

/** yargs makes an array of a flag that is given twice; of those that take one value, the last would have won without a word. */
function refuseRepeated(args: Readonly<Record<string, unknown>>, options: unknown): true {
  const lists = new Set((options as { array?: readonly string[] }).array ?? []);
  for (const [given, value] of Object.entries(args)) {
    // yargs gives each flag in camelCase too.
    const name = given.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    if (Array.isArray(value) && name !== '_' && !lists.has(name)) {
      throw new UsageError(`--${name} is given ${value.length} times`);
    }
  }
  return true;
}

/** A width at which no line of help is broken. */
const unbroken = 1000;

/** As wide as lines of help are at most. */
const widest = 100;

function build(context: Context, width = Math.min(context.io.columns ?? widest, widest)): Argv {
  return yargs()
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
    .options(connectionOptions)
    .command(
      hostsCommand(context, [
        hostOptionsCommand(context),
        hostAllowCommand(context, 'allow') as never,
        hostAllowCommand(context, 'disallow') as never,
      ]),
    )
    .command(vmsCommand(context, extraConfigCommands(context)))
    .command(enableCommand(context, true))
    .command(enableCommand(context, false))
    .command(planCommand(context))
    .command(applyCommand(context))
    .command(resumeCommand(context))
    .command(rollbackCommand(context))
    .command(verifyCommand(context))
    .command(driftCommand(context))
    .command(reportCommand(context))
    .command(aboutCommand(context))
    .command(certCommand(context))
    .command(envCommand(context))
    .command(sessionCommand(context))
    .command(simulateCommand(context))
    .command(demoCommand(context))
    .command(completionCommand(context))
    .command(helpCommand(context, (words) => readHelp(context, words)))
    .check(refuseRepeated)
    .demandCommand(1, 'name a command')
    .strict()
    .version(readVersion())
    .help()
    .alias('help', 'h')
    .wrap(width)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? readFailure(message);
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

/** What `--output` asks for, read where yargs may have failed before it came to it. */
function askedFormat(argv: readonly string[]): string | undefined {
  const index = argv.findIndex((word) => /^--output(=|$)/.test(word));
  return index < 0 ? undefined : (/=(.*)/.exec(argv[index] ?? '')?.[1] ?? argv[index + 1]);
}

/** An error, in the words and with the exit code that it is told with. */
interface Told {
  readonly error: unknown;
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** Whoever reads stdout with a parser gets something to parse, also where there are no results. CSV has no place for it. */
async function printError(io: Io, argv: readonly string[], { error, message, exitCode }: Told) {
  const code = error instanceof VsphereError ? error.code : 'UNEXPECTED';
  const told = { code, message, exitCode };
  const document = { schema: 'vhv/error/1', error: told };
  const format = askedFormat(argv);
  if (format === 'json' || format === 'yaml') {
    io.out(await formatDocument(format, document));
  } else if (format === 'jsonl') {
    io.out(formatJsonLine(document));
  }
}

/** Runs one command line and returns the exit code. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let hasPrinted = false;
  const out = (text: string): void => {
    hasPrinted = true;
    io.out(text);
  };
  const { rest, dash, literal } = takeOutDash(argv);
  const context: Context = {
    io: { ...io, out },
    dash,
    literal,
    exitCode: exitCodes.done,
    run: main,
  };
  const complete = (words: readonly string[]): Promise<string[]> =>
    completeWords(build(context), words);
  try {
    if (argv[0] === completionFlag) {
      // The first word is the program's own name.
      out((await complete(argv.slice(2))).map((word) => `${word}\n`).join(''));
      return exitCodes.done;
    }
    await build(context).parseAsync(rest, {}, (_error, _argv, output) => {
      if (output !== '') {
        out(`${foldCommon(output)}\n`);
      }
    });
    return context.exitCode;
  } catch (error) {
    const message = await explainFailure(error, rest, {
      complete,
      readHelp: (words) => readHelp(context, words, unbroken),
    });
    const exitCode = worst([context.exitCode, exitCodeOf(error)]);
    complain(io, message);
    if (error instanceof UsageError) {
      io.err("Try 'vhv --help', or 'vhv <command> --help'.\n");
    }
    if (!hasPrinted) {
      await printError(io, rest, { error, message, exitCode });
    }
    return exitCode;
  }
}
