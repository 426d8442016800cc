import { join } from 'node:path';
import { VsphereError } from '../../errors.ts';
import { type ConnectionArgs, connectionOptions } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { InterruptedError } from '../terminal/interrupted.ts';

/** A command line that was recorded, and how it ended. */
export interface KitRun {
  /** Its folder in the kit: `1-about`. */
  readonly name: string;
  readonly exitCode: ExitCode;
}

/** After these there is nothing to record: no session, or a command line that nobody can carry out. */
const fatal: ReadonlySet<ExitCode> = new Set([
  exitCodes.interrupted,
  exitCodes.loginOrTls,
  exitCodes.unreachable,
  exitCodes.usage,
]);

/** What a kit does itself: where to record, and each recording with a login of its own. */
const ownOptions: ReadonlySet<string> = new Set(['record', 'record-raw', 'session-reuse']);

/** How to get to the server, as words of a command line. */
function connectionWords(args: ConnectionArgs): string[] {
  const given = args as Readonly<Record<string, unknown>>;
  const words = Object.keys(connectionOptions)
    .filter((name) => !ownOptions.has(name))
    .flatMap((name) => {
      const value = given[name];
      return value === undefined ? [] : [value].flat().map((one) => `--${name}=${String(one)}`);
    });
  return [...words, '--session-reuse=false'];
}

/** Flags right behind the command: names may follow a `--`. */
function withFlags([command = '', ...rest]: readonly string[], ...flags: string[]): string[] {
  return [command, ...flags, ...rest];
}

/** The program's own command lines, each with a recording in a folder of its own below one. */
export class KitRuns {
  readonly runs: KitRun[] = [];
  readonly #context: Context;
  readonly #connection: readonly string[];
  readonly #folder: string;
  readonly #said = new Set<string>();

  /** @param folder where the recordings go */
  constructor(context: Context, args: ConnectionArgs, folder: string) {
    this.#context = context;
    this.#connection = connectionWords(args);
    this.#folder = folder;
  }

  /**
   * Runs a command line and records it.
   *
   * @throws InterruptedError; VsphereError if the server cannot be reached or logged in to, or if the words do not fit it
   */
  async record(title: string, words: readonly string[]): Promise<ExitCode> {
    const { io } = this.#context;
    const exitCode = await this.recordTo(title, words, io.stop);
    if (io.stop.aborted) {
      throw new InterruptedError('interrupted; no archive was written');
    }
    if (fatal.has(exitCode)) {
      this.#context.exitCode = exitCode;
      throw new VsphereError(
        'NOT_RECORDED',
        `no archive was written: 'vhv ${title}' failed, for the reason above`,
      );
    }
    return exitCode;
  }

  /** As `record`, and leaves it to the caller what its end means. */
  async recordTo(title: string, words: readonly string[], stop: AbortSignal): Promise<ExitCode> {
    const name = `${this.runs.length + 1}-${title}`;
    const exitCode = await this.run(withFlags(words, `--record=${join(this.#folder, name)}`), stop);
    this.runs.push({ name, exitCode });
    return exitCode;
  }

  /** Runs a command line, and passes on each line of its talk once. */
  run(words: readonly string[], stop: AbortSignal): Promise<ExitCode> {
    const { io, run, logins } = this.#context;
    const inner: Io = {
      ...io,
      stop,
      out: () => undefined,
      err: (text) => {
        if (!this.#said.has(text)) {
          this.#said.add(text);
          io.err(text);
        }
      },
      interactive: false,
      columns: undefined,
    };
    return run(withFlags(words, ...this.#connection, '--quiet'), inner, logins);
  }
}
