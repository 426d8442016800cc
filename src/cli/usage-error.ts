import { VsphereError } from '../index.ts';

/** The command line, a file or the environment asks for something that cannot be. Nothing was sent. */
export class UsageError extends VsphereError {
  override name = 'UsageError';

  constructor(message: string, options?: ErrorOptions) {
    super('USAGE', message, options);
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
