import { mkdirSync, statSync } from 'node:fs';
import { InvalidValueError } from '../errors.ts';

/** A folder that a trace or a recording cannot be written to. Nothing was sent. */
export class OutputFolderError extends InvalidValueError {
  override name = 'OutputFolderError';

  /** @param complaint which folder, and what is the matter: `/tmp/x cannot be made: …` */
  constructor(complaint: string, options: ErrorOptions = {}) {
    super('the folder', complaint);
    this.cause = options.cause;
  }
}

/** Makes a folder that only its owner may enter; one that is there is left as it is. */
export function makeOutputFolder(dir: string): void {
  try {
    // Not recursive: where the parent cannot hold a folder (/proc), Node's recursion never ends.
    mkdirSync(dir, { mode: 0o700 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST' && statSync(dir).isDirectory()) {
      return;
    }
    throw new OutputFolderError(`${dir} cannot be made: ${(cause as Error).message}`, { cause });
  }
}
