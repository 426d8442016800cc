import { constants, readdirSync } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { reasonIn, systemCode, systemReason } from '../../errors.ts';
import { nearest, suggest } from '../../nearest.ts';
import { UsageError } from '../usage-error.ts';

/** What the system says, and what can be done about it. Other codes have their words in `systemReason`, without a remedy. */
type Reasons = Readonly<Record<string, (path: string) => string>>;

const both = {
  EISDIR: () => 'it is a folder: name a file',
  ENOTDIR: (path: string) => `${dirname(path)} is no folder: look at the path`,
  ENAMETOOLONG: () => 'its name is too long: name a shorter one',
  EMFILE: () => 'too many files are open: raise the limit (ulimit -n)',
} as const satisfies Reasons;

const reading: Reasons = {
  ...both,
  ENOENT: (path) => `there is no such file${nearFiles(path)}`,
  EACCES: () => 'this user may not read it: give it the right (chmod), or name a copy',
  EPERM: () => 'this user may not read it: give it the right (chmod), or name a copy',
};

const writing: Reasons = {
  ...both,
  ENOENT: (path) => `there is no folder ${dirname(path)}: make it first`,
  EEXIST: () => 'it is there already: name another file, or remove it',
  EACCES: () => 'this user may not write there: name a file in a folder of yours',
  EPERM: () => 'this user may not write there: name a file in a folder of yours',
  EROFS: () => 'nothing can be written there (read-only): name a file elsewhere',
  ENOSPC: () => 'the disk is full: make room, or name a file on another one',
  EDQUOT: () => "this user's share of the disk is full: make room, or name a file elsewhere",
};

function reasonOf(reasons: Reasons, path: string, error: unknown): string {
  const code = systemCode(error);
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return known?.(path) ?? systemReason(error);
}

/** Files beside a path whose names are near to its own; nothing where the folder is not to be read. */
function nearFiles(path: string): string {
  try {
    const near = nearest(basename(path), readdirSync(dirname(path)));
    return near.length === 0 ? '' : suggest(near.map((name) => join(dirname(path), name)));
  } catch {
    return '';
  }
}

/** Why a file cannot be read, and the remedy. */
export function whyUnreadable(path: string, error: unknown): string {
  // Where several files were named, the system knows which.
  return reasonOf(reading, (error as NodeJS.ErrnoException).path ?? path, error);
}

/** As `whyUnreadable`, without any part of the path: it may be a password that was written where a file belongs. */
export function whySecretUnreadable(error: unknown): string {
  return systemReason(error, secretReasons);
}

const secretReasons = {
  EISDIR: 'it names a folder, not a file',
  ENAMETOOLONG: 'it is too long for the name of a file',
  EMFILE: both.EMFILE(),
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read the file',
  EPERM: 'this user may not read the file',
} as const;

/** @param what the flag or variable beside the path, where one named it: `--ca` */
export function cannotRead(path: string, error: unknown, what = ''): UsageError {
  const name = what === '' ? path : `${what} ${path}`;
  return new UsageError(`${name} cannot be read: ${whyUnreadable(path, error)}`, { cause: error });
}

/** As `cannotRead`, of a file that was to be written. */
export function cannotWrite(path: string, error: unknown, what = ''): UsageError {
  const name = what === '' ? path : `${what} ${path}`;
  const reason = reasonOf(writing, path, error);
  return new UsageError(`${name} cannot be written: ${reason}`, { cause: error });
}

/**
 * Makes sure that a new file can be made, before any server is asked for what is to be in it.
 *
 * @throws UsageError where something is there already, or nothing may be put there
 */
export async function requireNewFile(path: string, what: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
    const there = await lstat(path).catch(notThere);
    if (there !== undefined) {
      const code = there.isDirectory() ? 'EISDIR' : 'EEXIST';
      throw Object.assign(new Error(`${path} is there already`), { code });
    }
  } catch (error) {
    throw cannotWrite(path, error, what);
  }
}

function notThere(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') {
    throw error;
  }
}

/** What the system says of a port. */
const listening = {
  EADDRINUSE: 'another program listens on it: name another port, or 0 for any that is free',
  EACCES: 'this user may not listen on it: name a port from 1024 on, or 0 for any that is free',
  EADDRNOTAVAIL: 'this machine does not have the address',
  EMFILE: both.EMFILE(),
} as const;

/** Why nothing can listen on a port. An error that is not the system's stays what it is. */
export function cannotListen(port: number, error: unknown): unknown {
  return systemCode(error) === ''
    ? error
    : new UsageError(`--port ${port} cannot be had: ${reasonIn(listening, error)}`, {
        cause: error,
      });
}

/** A system error that nobody has made a sentence of; undefined where it is none. */
export function describeSystemError(error: unknown): string | undefined {
  const { syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (syscall === undefined) {
    return undefined;
  }
  if (path === undefined) {
    return `${syscall} failed: ${systemReason(error)}`;
  }
  const isReading = ['read', 'scandir', 'stat', 'lstat'].includes(syscall);
  return isReading ? cannotRead(path, error).message : cannotWrite(path, error).message;
}
