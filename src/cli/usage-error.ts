import { VsphereError } from '../index.ts';

/** The command line, a file or the environment asks for something that cannot be. Nothing was sent. */
export class UsageError extends VsphereError {
  override name = 'UsageError';

  constructor(message: string, options?: ErrorOptions) {
    super('USAGE', message, options);
  }
}
