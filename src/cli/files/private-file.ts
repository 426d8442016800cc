import { open, rename, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../../nested/make-folder.ts';
import { StateError } from '../../nested/run/state-error.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { withFileLock } from './file-lock.ts';
import { cannotRead, cannotWrite } from './system-error.ts';
import { readTextFile } from './text-file.ts';

const waitMs = 50;
/** Windows lets nobody replace a file that another process is just reading. */
const busyCodes = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Where settings that a person may edit are kept; undefined if the environment names no home. @throws UsageError for a relative path */
export function configDir(io: Io): string | undefined {
  return ownFolder(io, ['XDG_CONFIG_HOME', 'APPDATA'], ['.config']);
}

/** Where the program keeps what it needs from run to run; undefined if the environment names no home. @throws UsageError for a relative path */
export function stateDir(io: Io): string | undefined {
  return ownFolder(io, ['XDG_STATE_HOME', 'LOCALAPPDATA'], ['.local', 'state']);
}

/** A relative path would be another folder in each working directory: runs would not see each other's locks and journals. */
function ownFolder(
  { env }: Io,
  names: readonly string[],
  inHome: readonly string[],
): string | undefined {
  const name = [...names, 'HOME'].find((one) => env[one]);
  const value = name === undefined ? undefined : env[name];
  if (name === undefined || value === undefined) {
    return undefined;
  }
  if (!isAbsolute(value)) {
    const why = name.startsWith('XDG_')
      ? 'a relative path, which the XDG Base Directory Specification declares invalid'
      : 'a relative path';
    throw new UsageError(
      `${name} cannot be used: '${value}' is ${why}. Fix: set ${name} to an absolute path, or unset it`,
    );
  }
  return join(value, ...(name === 'HOME' ? inHome : []), 'vhv');
}

/** The text of a file, '' where there is none. @throws UsageError where it may not be read */
export async function readIfThere(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return '';
    }
    throw cannotRead(path, error);
  }
}

/** Whether others than the owner may read it; never on Windows, which has no such bits. */
export async function isReadByOthers(path: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0;
}

/**
 * Changes a file that only its owner may read: under a lock, so that no other run's change is lost, and by renaming a whole new
 * file into its place, so that a reader sees the one or the other.
 *
 * @param change the new text for the old one ('' where there is none)
 * @throws UsageError if the file cannot be written, or another run holds its lock for 20 seconds
 */
export async function updatePrivateFile(
  path: string,
  change: (text: string) => string,
): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder).catch((error: unknown) => {
    throw StateError.of('folder', folder, error);
  });
  await withFileLock(path, async () => {
    const next = `${path}.new`;
    const file = await open(next, 'w', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(change(await readIfThere(path)));
      await file.sync();
    } finally {
      await file.close();
    }
    await replace(next, path);
  }).catch((error: unknown) => {
    throw error instanceof UsageError ? error : cannotWrite(path, error);
  });
}

async function replace(from: string, to: string): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (turn === 20 || !busyCodes.has((error as NodeJS.ErrnoException).code ?? '')) {
        throw error;
      }
    }
    await sleep(waitMs);
  }
}
