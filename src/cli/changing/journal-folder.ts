import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSealedJournal } from '../../index.ts';
import { stateDir } from '../files/private-file.ts';
import { cannotRead, cannotWrite } from '../files/system-error.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

/** Where this machine's journals and locks lie. @throws UsageError where the environment names no home */
async function folder(io: Io, name: 'journals' | 'locks'): Promise<string> {
  const parent = stateDir(io);
  if (parent === undefined) {
    throw new UsageError(
      'there is no place for journals and locks: set XDG_STATE_HOME (LOCALAPPDATA on Windows) or HOME',
    );
  }
  const path = join(parent, name);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(path, error);
  }
  return path;
}

export function lockFolder(io: Io): Promise<string> {
  return folder(io, 'locks');
}

/** A new name that sorts by time: `2026-11-22T20-03-12Z-enable-5f3a.jsonl`. */
export async function newJournalPath(io: Io, command: string): Promise<string> {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const unique = randomBytes(2).toString('hex');
  return join(await folder(io, 'journals'), `${time}-${command}-${unique}.jsonl`);
}

/** The text of a journal or a plan. @throws UsageError where it cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** The journals of runs that are under way, or that were left unfinished. */
export async function openJournals(io: Io): Promise<readonly string[]> {
  const dir = await folder(io, 'journals');
  const open: string[] = [];
  for (const name of (await readdir(dir)).filter((one) => one.endsWith('.jsonl')).sort()) {
    const path = join(dir, name);
    if (!isSealedJournal(path, await readText(path))) {
      open.push(path);
    }
  }
  return open;
}

/**
 * The journal that a run has left unfinished, where nobody says which.
 *
 * @throws UsageError where there is none, or more than one
 */
export async function findOpenJournal(io: Io): Promise<string> {
  const open = await openJournals(io);
  const [path, ...others] = open;
  if (path === undefined) {
    throw new UsageError(`no run was left unfinished: there is no open journal`);
  }
  if (others.length > 0) {
    throw new UsageError(`which one? ${open.length} runs were left unfinished: ${open.join(', ')}`);
  }
  return path;
}
