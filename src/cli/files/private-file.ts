import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { cannotRead, cannotWrite } from './system-error.ts';

/** A lock that is older was left by a process that is gone: nobody holds one for longer than a file takes to write. */
const staleAfterMs = 10_000;
const waitMs = 50;
/** Windows lets nobody replace a file that another process is just reading. */
const busyCodes = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Where settings that a person may edit are kept; undefined where the environment names no home. */
export function configDir(io: Io): string | undefined {
  const { XDG_CONFIG_HOME, APPDATA, HOME } = io.env;
  const parent = XDG_CONFIG_HOME || APPDATA || (HOME && join(HOME, '.config'));
  return parent ? join(parent, 'vhv') : undefined;
}

/** Where the program keeps what it needs from run to run; undefined where the environment names no home. */
export function stateDir(io: Io): string | undefined {
  const { XDG_STATE_HOME, LOCALAPPDATA, HOME } = io.env;
  const parent = XDG_STATE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.local', 'state'));
  return parent ? join(parent, 'vhv') : undefined;
}

/** The text of a file, '' where there is none. @throws UsageError where it may not be read */
export async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
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
 */
export async function updatePrivateFile(
  path: string,
  change: (text: string) => string,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const lock = `${path}.lock`;
  await takeLock(lock);
  try {
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
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<void> {
  for (let waited = 0; ; waited += waitMs) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      // Windows says so of a lock that is just being taken away.
      const isGoing = process.platform === 'win32' && busyCodes.has(code);
      const isHeld = code === 'EEXIST' || isGoing;
      if (!isHeld || waited > 2 * staleAfterMs) {
        throw isHeld
          ? new UsageError(`${lock} is held by another run: if there is none, remove it`, {
              cause: error,
            })
          : cannotWrite(lock, error);
      }
      const heldSince = await stat(lock).catch(() => undefined);
      if (heldSince !== undefined && Date.now() - heldSince.mtimeMs > staleAfterMs) {
        await rm(lock, { force: true });
      }
    }
    await sleep(waitMs);
  }
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
