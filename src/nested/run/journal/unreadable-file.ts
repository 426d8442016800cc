import { readFile } from 'node:fs/promises';
import { systemReason, VsphereError } from '../../../errors.ts';

/** A plan, a journal, or a state folder cannot be read. `cause` is the system's error. */
export class FileUnreadableError extends VsphereError {
  override name = 'FileUnreadableError';
  readonly path: string;

  private constructor(path: string, message: string, options: ErrorOptions) {
    super('FILE_UNREADABLE', message, options);
    this.path = path;
  }

  static of(path: string, kind: 'file' | 'folder', cause: unknown): FileUnreadableError {
    const message = `${path} cannot be read: ${systemReason(cause)}. Fix: name a ${kind} that this user may read`;
    return new FileUnreadableError(path, message, { cause });
  }
}

/** Reads a plan or a journal whole. @throws FileUnreadableError */
export async function readFileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw FileUnreadableError.of(path, 'file', error);
  }
}
