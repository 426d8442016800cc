import { constants, readdirSync } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nearest, suggest } from '../../nearest.ts';
import { UsageError } from '../usage-error.ts';

/** What the system says, and what can be done about it. Codes that are in no table keep the system's own words. */
type Reasons = Readonly<Record<string, (path: string) => string>>;

const both: Reasons = {
  EISDIR: () => 'it is a folder: name a file',
  ENOTDIR: (path) => `${dirname(path)} is no folder: look at the path`,
  ENAMETOOLONG: () => 'its name is too long: name a shorter one',
  EMFILE: () => 'too many files are open: raise the limit (ulimit -n)',
};

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

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}

function reasonOf(reasons: Reasons, path: string, error: unknown): string {
  const known = Object.hasOwn(reasons, codeOf(error)) ? reasons[codeOf(error)] : undefined;
  return (
    known?.(path) ??
    (codeOf(error) === '' ? (error as Error).message : `the system refuses it (${codeOf(error)})`)
  );
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
  const code = codeOf(error);
  return Object.hasOwn(secretReasons, code)
    ? (secretReasons[code] ?? '')
    : `it cannot be read (${code})`;
}

const secretReasons: Readonly<Record<string, string>> = {
  EISDIR: 'it names a folder, not a file',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'it is too long for the name of a file',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read the file',
  EPERM: 'this user may not read the file',
  ERR_INVALID_ARG_VALUE: 'it is not the name of a file',
};

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
  if (codeOf(error) !== 'ENOENT') {
    throw error;
  }
}

/** Why nothing can listen on a port. Another error stays what it is. */
export function cannotListen(port: number, error: unknown): unknown {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program listens on it: name another port, or 0 for any that is free',
    EACCES: 'this user may not listen on it: name a port from 1024 on, or 0 for any that is free',
  };
  const reason = reasons[codeOf(error)];
  return reason === undefined
    ? error
    : new UsageError(`--port ${port} cannot be had: ${reason}`, { cause: error });
}

/** A system error that nobody has made a sentence of; undefined where it is none. */
export function describeSystemError(error: unknown): string | undefined {
  const { syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (syscall === undefined || path === undefined) {
    return undefined;
  }
  const isReading = ['read', 'scandir', 'stat', 'lstat'].includes(syscall);
  return isReading ? cannotRead(path, error).message : cannotWrite(path, error).message;
}
