import { open } from 'node:fs/promises';

/** What systems say that sync no folders, or do not let this one be read. */
const cannot: ReadonlySet<string | undefined> = new Set([
  'EACCES',
  'EBADF',
  'EINVAL',
  'EISDIR',
  'ENOTSUP',
  'EPERM',
]);

/** Syncs a folder: a new file's name in it outlives a crash only then (fsync(2)). Nothing where the system cannot. */
export async function syncFolder(path: string): Promise<void> {
  try {
    await using folder = await open(path, 'r');
    await folder.sync();
  } catch (error) {
    if (!cannot.has((error as NodeJS.ErrnoException).code)) {
      throw error;
    }
  }
}
