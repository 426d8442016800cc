import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder for its owner's eyes only, and the folders above it. Nothing if it is there. Node's own recursive mkdir never ends if
 * mkdir answers ENOENT inside a folder that is there, as in /proc; this tries each folder twice at most.
 *
 * @throws the system's error
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) {
      throw error;
    }
    await makeFolder(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // EEXIST, or on a drive that takes no folders another code, for a folder that is there.
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() !== true) {
      throw error;
    }
  }
}
