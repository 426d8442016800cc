import { access, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { probeBeacon } from './beacon.ts';
import { isLocalVolume, isProcessGone, type Place, thisPlace } from './machine.ts';

/** Who holds the locks of a run. */
export interface LockHolder extends Place {
  /** What it does, for people: `enable, /x/run.jsonl`. */
  readonly purpose: string;
}

/** A run as its file in the lock folder shows it. */
export interface RunFile {
  readonly id: string;
  /** Undefined if the file cannot be read, or is none of ours. */
  readonly holder: LockHolder | undefined;
  /** The names of the VMs that it works on; undefined as above. */
  readonly vms: ReadonlySet<string> | undefined;
}

/** `live` if its beacon listens; `gone` if its process certainly is; `unknown` if neither shows from here. */
export type Liveness = 'live' | 'gone' | 'unknown';

/**
 * `.run` says which VMs a run works on, and stands from before it looks at other runs until it has ended; `.held` is there once it has found
 * that no other run works on them.
 */
export function fileOf(folder: string, id: string, kind: 'new' | 'run' | 'held' | 'sock'): string {
  return join(folder, `${id}.${kind}`);
}

/** Writes the file of a run: it is there at once and whole. */
export async function writeRunFile(
  folder: string,
  id: string,
  holder: LockHolder,
  vms: readonly string[],
): Promise<void> {
  const beside = fileOf(folder, id, 'new');
  await writeFile(beside, JSON.stringify({ ...holder, vms }), { mode: 0o600, flag: 'wx' });
  await rename(beside, fileOf(folder, id, 'run'));
}

export async function markHeld(folder: string, id: string): Promise<void> {
  await writeFile(fileOf(folder, id, 'held'), '', { mode: 0o600, flag: 'wx' });
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Ids are never used twice, so a run that is gone may be taken away by anybody at any time. */
export async function removeRunFiles(folder: string, id: string): Promise<void> {
  for (const kind of ['run', 'held', 'sock', 'new'] as const) {
    // What cannot be removed is found gone by the next run, too.
    await rm(fileOf(folder, id, kind), { force: true }).catch(() => undefined);
  }
}

/** The ids of all runs that have a file in the folder. */
export async function runIdsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.run')).map((name) => name.slice(0, -4));
}

/** @returns undefined if there is no such file any more */
export async function readRunFile(folder: string, id: string): Promise<RunFile | undefined> {
  const damaged = { id, holder: undefined, vms: undefined };
  try {
    const value: unknown = JSON.parse(await readFile(fileOf(folder, id, 'run'), 'utf8'));
    return isRun(value) ? { id, holder: value, vms: new Set(value.vms) } : damaged;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : damaged;
  }
}

function isRun(value: unknown): value is LockHolder & { readonly vms: readonly string[] } {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const run = value as Readonly<Record<string, unknown>>;
  return (
    typeof run['pid'] === 'number' &&
    ['host', 'kernel', 'purpose'].every((key) => typeof run[key] === 'string') &&
    Array.isArray(run['vms']) &&
    run['vms'].every((name) => typeof name === 'string')
  );
}

/** Whether a run lives. A stopped one does; one of which this machine cannot know that it is gone counts as `unknown`. */
export async function livenessOf(folder: string, { id, holder }: RunFile): Promise<Liveness> {
  const here = await thisPlace();
  const isLocal = await isLocalVolume(folder);
  if (holder !== undefined && holder.kernel !== here.kernel) {
    // On a volume of this kernel alone: from before the machine was started.
    return isLocal ? 'gone' : 'unknown';
  }
  const answer = await probeBeacon(folder, id);
  if (answer === 'listens') {
    return 'live';
  }
  if (holder === undefined) {
    // Runs write their files whole, so a crash of the machine has left this one, or another program.
    return answer === 'gone' || !(await isThere(fileOf(folder, id, 'sock'))) ? 'gone' : 'unknown';
  }
  // On a network volume a socket of another mount is not seen, and no answer says nothing.
  const seesSockets = isLocal || process.platform !== 'linux';
  const isGone = (answer === 'gone' && seesSockets) || (await isProcessGone(holder, here));
  return isGone ? 'gone' : 'unknown';
}
