import { VsphereError } from '../errors.ts';

/** The command line, a file or the environment asks for something that cannot be. Nothing was sent. */
export class UsageError extends VsphereError {
  override name = 'UsageError';

  constructor(message: string, options?: ErrorOptions) {
    super('USAGE', message, options);
  }
}

/** A command line that ends too early. */
export class MissingWordsError extends UsageError {
  override name = 'MissingWordsError';
  /** Flags that have to be given, without their dashes; none where it is a word. */
  readonly flags: readonly string[];
  /** How many of the command's own words are there. */
  readonly found: number;

  constructor(flags: readonly string[], found: number) {
    super('a word is missing');
    this.flags = flags;
    this.found = found;
  }
}

/** An option that takes a value, without one. */
export class MissingValueError extends UsageError {
  override name = 'MissingValueError';
  /** The option's name or its short form, without dashes. */
  readonly option: string;

  constructor(option: string) {
    super(`--${option} needs a value`);
    this.option = option;
  }
}

/** Words or flags that no command takes. */
export class UnknownWordsError extends UsageError {
  override name = 'UnknownWordsError';
  /** As yargs names them: flags without their dashes. */
  readonly words: readonly string[];

  constructor(words: readonly string[]) {
    super(`unknown: ${words.join(', ')}`);
    this.words = words;
  }
}
