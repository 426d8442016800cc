import yargs, { type Argv } from 'yargs';
import { aboutCommand } from './commands/about.ts';
import { certCommand } from './commands/cert.ts';
import { demoCommand } from './commands/demo.ts';
import { driftCommand } from './commands/drift.ts';
import { enableCommand } from './commands/enable.ts';
import { envCommand } from './commands/env.ts';
import { extraConfigCommands } from './commands/extra-config.ts';
import { hostAllowCommand } from './commands/host-allow.ts';
import { hostOptionsCommand } from './commands/host-options.ts';
import { hostsCommand } from './commands/hosts.ts';
import { reportCommand } from './commands/report.ts';
import { sessionCommand } from './commands/session.ts';
import { simulateCommand } from './commands/simulate.ts';
import { verifyCommand } from './commands/verify.ts';
import { vmsCommand } from './commands/vms.ts';
import { explain } from './connection/explain.ts';
import { type ExitCode, exitCodeOf, exitCodes, worst } from './exit-code.ts';
import type { Io } from './io.ts';
import { connectionOptions, outputOptions } from './options.ts';
import type { Context } from './run.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

/** Flags whose value may be a lone `-`, which is stdin and no selector. */
const stdinFlags = ['--password-file', '--guest-password-file'];

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

function build(context: Context): Argv {
  return yargs()
    .scriptName('vhv')
    .usage('$0 <command> [selector…] [options]')
    .parserConfiguration({
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .options(connectionOptions)
    .options(outputOptions)
    .command(aboutCommand(context))
    .command(certCommand(context))
    .command(envCommand(context))
    .command(sessionCommand(context))
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
    .command(verifyCommand(context))
    .command(driftCommand(context))
    .command(reportCommand(context))
    .command(simulateCommand(context))
    .command(demoCommand(context))
    .check(refuseRepeated)
    .demandCommand(1, 'name a command')
    .strict()
    .recommendCommands()
    .version(readVersion())
    .help()
    .alias('help', 'h')
    .wrap(100)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
}

/** Runs one command line and returns the exit code. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { rest, dash, literal } = takeOutDash(argv);
  const context: Context = { io, dash, literal, exitCode: exitCodes.done, run: main };
  try {
    await build(context).parseAsync(rest, {}, (_error, _argv, output) => {
      if (output !== '') {
        io.out(`${output}\n`);
      }
    });
    return context.exitCode;
  } catch (error) {
    io.err(`vhv: ${explain(error)}\n`);
    if (error instanceof UsageError) {
      io.err("Try 'vhv --help', or 'vhv <command> --help'.\n");
    }
    return worst([context.exitCode, exitCodeOf(error)]);
  }
}
