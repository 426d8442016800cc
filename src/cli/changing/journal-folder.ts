import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  describeHolder,
  type HeldLocks,
  type Job,
  type JournalEnd,
  readJournalEnd,
  VmLocks,
} from '../../index.ts';
import { makeFolder } from '../../nested/journal/make-folder.ts';
import { stateDir } from '../files/private-file.ts';
import { stateError } from '../files/state-error.ts';
import { cannotRead } from '../files/system-error.ts';
import type { Io } from '../io.ts';
import { complain } from '../terminal/say.ts';
import { UsageError } from '../usage-error.ts';

const elsewhere =
  'set XDG_STATE_HOME (LOCALAPPDATA on Windows) to another folder, the same one for all runs on this machine';

/** Where this machine's journals and locks lie. @throws UsageError if the environment names no home */
function folder(io: Io, name: 'journals' | 'locks'): string {
  const parent = stateDir(io);
  if (parent === undefined) {
    throw new UsageError(
      'there is no place for journals and locks. Fix: set XDG_STATE_HOME (LOCALAPPDATA on Windows) or HOME',
    );
  }
  return join(parent, name);
}

async function madeFolder(io: Io, name: 'journals' | 'locks', resumes?: string): Promise<string> {
  const path = folder(io, name);
  try {
    await makeFolder(path);
  } catch (error) {
    throw stateError(error, { what: `the folder ${path}`, instead: elsewhere, resumes });
  }
  return path;
}

/** What the locks of a run are taken for. */
export interface LockRequest {
  /** For people: `enable, /x/run.jsonl`. */
  readonly purpose: string;
  /** The journal that goes on, if the run was begun before. */
  readonly resumes?: string | undefined;
  /** Break the locks of other runs, and name them. Default false. */
  readonly breaks?: boolean | undefined;
}

/**
 * Takes the locks of a run's VMs.
 *
 * @throws LockedError; UsageError if the folder of locks cannot be written
 */
export async function takeLocks(
  io: Io,
  jobs: readonly Job[],
  { purpose, resumes, breaks = false }: LockRequest,
): Promise<VmLocks> {
  const path = await madeFolder(io, 'locks', resumes);
  const onBreak = (held: HeldLocks): void => complain(io, brokenLine(held));
  try {
    return await VmLocks.take(path, jobs, purpose, breaks ? { onBreak } : {});
  } catch (error) {
    throw stateError(error, { what: `the lock folder ${path}`, instead: elsewhere, resumes });
  }
}

function brokenLine(held: HeldLocks): string {
  const [first = '', ...others] = held.vms;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const lives = held.liveness === 'live' ? '. It still runs: end it now' : '';
  return `--break-locks: the locks of ${describeHolder(held)} on ${first}${more} are broken${lives}`;
}

/** A new name that sorts by time: `2026-11-22T20-03-12Z-enable-5f3a.jsonl`. */
export async function newJournalPath(io: Io, command: string): Promise<string> {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const unique = randomBytes(2).toString('hex');
  return join(await madeFolder(io, 'journals'), `${time}-${command}-${unique}.jsonl`);
}

/** The text of a journal, byte for byte: a run goes on writing it. @throws UsageError if it cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** The journals of runs that are under way, or that were left unfinished. A file that is none is told of, and keeps no run from its work. */
export async function openJournals(io: Io): Promise<readonly string[]> {
  const dir = folder(io, 'journals');
  const open: string[] = [];
  for (const name of (await namesIn(dir)).filter((one) => one.endsWith('.jsonl')).sort()) {
    const path = join(dir, name);
    const end = await endOf(path);
    if (end === 'open') {
      open.push(path);
    } else if (end instanceof Error || end === 'damaged') {
      const reason = end === 'damaged' ? `${path} is damaged` : end.message;
      complain(io, `${reason}: it is left out; look at it, and move it away`);
    }
  }
  return open;
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw cannotRead(path, error);
  }
}

async function endOf(path: string): Promise<JournalEnd | Error> {
  try {
    return await readJournalEnd(path);
  } catch (error) {
    // Somebody else has moved it away meanwhile.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'empty' : cannotRead(path, error);
  }
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
