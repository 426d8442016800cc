import yargs, { type Argv } from 'yargs';
import { CertificateError } from '../index.ts';
import { aboutCommand } from './commands/about.ts';
import { demoCommand } from './commands/demo.ts';
import { enableCommand } from './commands/enable.ts';
import { extraConfigCommands } from './commands/extra-config.ts';
import { hostOptionsCommand } from './commands/host-options.ts';
import { hostsCommand } from './commands/hosts.ts';
import { reportCommand } from './commands/report.ts';
import { simulateCommand } from './commands/simulate.ts';
import { vmsCommand } from './commands/vms.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { connectionOptions, outputOptions } from './options.ts';
import type { Context } from './run.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

/** yargs would drop a lone `-` and everything after `--` without a word: selectors from stdin, and selectors that look like flags. */
function takeOutDash(
  argv: readonly string[],
): Pick<Context, 'dash' | 'literal'> & { rest: string[] } {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const literal = end < 0 ? [] : argv.slice(end + 1);
  return { rest: words.filter((word) => word !== '-'), dash: words.includes('-'), literal };
}

/** yargs makes an array of a flag that is given twice; of those that take one value, the last would have won without a word. */
function refuseRepeated(args: Readonly<Record<string, unknown>>, options: unknown): true {
  const lists = new Set((options as { array?: readonly string[] }).array ?? []);
  for (const [name, value] of Object.entries(args)) {
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
    .command(hostsCommand(context, hostOptionsCommand(context)))
    .command(vmsCommand(context, extraConfigCommands(context)))
    .command(enableCommand(context, true))
    .command(enableCommand(context, false))
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
    io.err(`vhv: ${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof CertificateError) {
      io.err(
        'Pin it with --fingerprint (VHV_FINGERPRINT), or name the CA with --ca FILE (VHV_CA).\n',
      );
    }
    if (error instanceof UsageError) {
      io.err("Try 'vhv --help', or 'vhv <command> --help'.\n");
    }
    return exitCodeOf(error);
  }
}
