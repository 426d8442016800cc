import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { InvalidValueError, systemReason } from '../errors.ts';

/** A folder that a trace or a recording cannot be written to. Nothing was sent. */
export class OutputFolderError extends InvalidValueError {
  override name = 'OutputFolderError';

  /** @param complaint which folder, and what is the matter: `/tmp/x cannot be made: …` */
  constructor(complaint: string, options: ErrorOptions = {}) {
    super('the folder', complaint, options);
  }
}

/**
 * Makes a folder that only its owner may enter; one that is there is left as it is.
 *
 * @returns where it really is: a link on the way there that is changed later leads nowhere else
 * @throws OutputFolderError if it cannot be made, or is a link that another user has made
 */
export function makeOutputFolder(dir: string): string {
  try {
    // Not recursive: where the parent cannot hold a folder (/proc), Node's recursion never ends.
    mkdirSync(dir, { mode: 0o700 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(dir)) {
      throw new OutputFolderError(`${dir} cannot be made: ${systemReason(cause)}`, { cause });
    }
    requireOwnLink(dir);
  }
  return realpathSync(dir);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** In a folder such as /tmp anybody can put a link where the trace is expected. One of the administrator's is trusted. */
function requireOwnLink(dir: string): void {
  const link = lstatSync(dir);
  const user = process.getuid?.();
  if (link.isSymbolicLink() && user !== undefined && link.uid !== user && link.uid !== 0) {
    throw new OutputFolderError(
      `${dir} is a link that another user has made: name the folder itself`,
    );
  }
}

/** Opens a file that is not there yet, for its owner alone. What is there already, be it a link, is neither followed nor changed. */
export function openNewFile(folder: string, name: string): number {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  // Windows has no such flag.
  return openSync(join(folder, name), flags | (constants.O_NOFOLLOW ?? 0), 0o600);
}

/** Writes a file as `openNewFile` opens it. */
export function writeNewFile(folder: string, name: string, text: string): void {
  writeAndClose(openNewFile(folder, name), text);
}

/** Writes the whole text to an open file and closes it. */
export function writeAndClose(file: number, text: string): void {
  try {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(file, bytes, written);
    }
  } finally {
    closeSync(file);
  }
}
