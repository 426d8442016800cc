import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { type JournalEnd, readJournalEnd } from './journal/journal-end.ts';
import { StateError } from './state-error.ts';

/** Where a run keeps what outlives its process. */
export interface RunState {
  /** A folder, made if it is not there. Runs exclude each other if they share it: give all runs of a machine the same. */
  readonly state: string;
}

/** The folder of locks in a state folder. */
export function locksIn(state: string): string {
  return join(state, 'locks');
}

/** The folder of journals in a state folder. */
function journalsIn(state: string): string {
  return join(state, 'journals');
}

/**
 * A new name that sorts by time, `2026-11-22T20-03-12Z-enable-5f3a.jsonl`, in the state folder's `journals`, which is made.
 *
 * @throws StateError
 */
export async function newJournalPath(state: string, command: string): Promise<string> {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const unique = randomBytes(2).toString('hex');
  const folder = journalsIn(state);
  try {
    await makeFolder(folder);
  } catch (error) {
    throw StateError.of('folder', folder, error);
  }
  return join(folder, `${time}-${command}-${unique}.jsonl`);
}

/** The journals of a state folder that need somebody's eye. */
export interface OpenJournals {
  /** Paths of those whose runs are under way, or were left unfinished; the oldest first. */
  readonly open: readonly string[];
  /** Those whose end cannot be read, and why: `damaged`, or the system's error. */
  readonly unreadable: readonly {
    readonly path: string;
    readonly cause: 'damaged' | NodeJS.ErrnoException;
  }[];
}

/** Looks at the end of every journal in a state folder; no folder is no journal. @throws the system's error if the folder cannot be read */
export async function findOpenJournals(state: string): Promise<OpenJournals> {
  const open: string[] = [];
  const unreadable: { path: string; cause: 'damaged' | NodeJS.ErrnoException }[] = [];
  const folder = journalsIn(state);
  for (const name of (await namesIn(folder)).filter((one) => one.endsWith('.jsonl')).sort()) {
    const path = join(folder, name);
    const end = await endOf(path);
    if (end === 'open') {
      open.push(path);
    } else if (end === 'damaged' || end instanceof Error) {
      unreadable.push({ path, cause: end });
    }
  }
  return { open, unreadable };
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

async function endOf(path: string): Promise<JournalEnd | NodeJS.ErrnoException> {
  try {
    return await readJournalEnd(path);
  } catch (error) {
    const reason = error as NodeJS.ErrnoException;
    // Somebody else has moved it away meanwhile.
    return reason.code === 'ENOENT' ? 'empty' : reason;
  }
}
