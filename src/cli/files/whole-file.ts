import { randomUUID } from 'node:crypto';
import { access, constants, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { cannotWrite } from './system-error.ts';

/** How the file begins, or undefined where there is none. */
async function readStart(path: string, length: number): Promise<string | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Makes sure that a page may be written to `path`, before any server is asked: its folder is there, and what it would replace begins
 * with `mark`, so it is an older page.
 *
 * @throws UsageError where it may not
 */
export async function refuseForeignFile(path: string, mark: string): Promise<void> {
  let start: string | undefined;
  try {
    await access(dirname(path), constants.W_OK);
    start = await readStart(path, mark.length);
  } catch (error) {
    throw cannotWrite(path, error);
  }
  if (start !== undefined && start !== mark) {
    throw new UsageError(
      `${path} is there and is no report of vhv: remove it, or name another file`,
    );
  }
}

/**
 * Writes a file whole or not at all: beside its place first, and then renamed.
 *
 * @throws UsageError where it cannot be written
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.vhv-${randomUUID()}${extname(path)}`);
  try {
    await writeFile(beside, data, { flag: 'wx' });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw cannotWrite(path, error);
  }
}
