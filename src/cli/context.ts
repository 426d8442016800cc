import type { LoginSecrets } from './connection/login-secrets.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';

/** One run of the program: what it may touch, and how it will end. */
export interface Context {
  readonly io: Io;
  /** Whether a lone `-` was among the arguments. */
  readonly dash: boolean;
  /** What stood after `--`: selectors, whatever they look like. */
  readonly literal: readonly string[];
  exitCode: ExitCode;
  /** What is said after the error that ends the run, if one does: VMs that are down, by name. */
  lastLines?: readonly string[];
  /** Secrets that were fetched already: nobody is asked twice for a password. */
  readonly logins: LoginSecrets;
  /** Runs another command line, as the program itself would; with `logins`, nobody is asked again. */
  readonly run: (argv: readonly string[], io: Io, logins?: LoginSecrets) => Promise<ExitCode>;
  /** The help of a command, unfolded. */
  readonly readHelp: (words: readonly string[]) => Promise<string>;
}
