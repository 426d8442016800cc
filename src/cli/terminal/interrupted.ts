import { VsphereError } from '../../errors.ts';

/** Ctrl-C at a question, or a signal while it stood there. */
export class InterruptedError extends VsphereError {
  override name = 'InterruptedError';

  constructor(message: string, options?: ErrorOptions) {
    super('INTERRUPTED', message, options);
  }
}
