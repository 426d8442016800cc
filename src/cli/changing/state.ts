import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeHolder, type HeldLocks } from '../../nested/run/locks/vm-locks.ts';
import { findOpenJournals } from '../../nested/run/state-folder.ts';
import { stateDir } from '../files/private-file.ts';
import { cannotRead } from '../files/system-error.ts';
import type { Io } from '../io.ts';
import { printWarning } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';

/** The folder in which this machine's runs keep journals and locks. @throws UsageError if the environment names no home */
export function stateFolder(io: Io): string {
  const path = stateDir(io);
  if (path === undefined) {
    throw new UsageError(
      'there is no place for journals and locks. Fix: set XDG_STATE_HOME (LOCALAPPDATA on Windows) or HOME',
    );
  }
  return path;
}

/** `--break-locks: the locks of process 12 on esx-admin (enable, /x/run.jsonl) on /DC/vm/a and 2 more are broken` */
export function brokenLine(held: HeldLocks): string {
  const [first = '', ...others] = held.vms;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `--break-locks: the locks of ${describeHolder(held)} on ${first}${more} are broken`;
}

/** The text of a journal, byte for byte: a run goes on writing it. @throws UsageError if it cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** Lists the journals of runs that are under way or unfinished. It reports a file that is no journal, and goes on without it. */
export async function openJournals(io: Io): Promise<readonly string[]> {
  const state = stateFolder(io);
  const { open, unreadable } = await findOpenJournals(state).catch((error: unknown) => {
    throw cannotRead(join(state, 'journals'), error);
  });
  for (const { path, cause } of unreadable) {
    const reason = cause === 'damaged' ? `${path} is damaged` : cannotRead(path, cause).message;
    printWarning(io, `${reason}: it is left out; look at it, and move it away`);
  }
  return open;
}

/**
 * The journal that a run has left unfinished, if nobody says which.
 *
 * @throws UsageError if there is none, or more than one
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
