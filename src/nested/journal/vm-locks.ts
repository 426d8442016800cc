import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { VsphereError } from '../../errors.ts';
import type { Job } from '../apply/job.ts';
import { vmKey } from '../apply/job.ts';
import { makeFolder } from './make-folder.ts';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What it is doing, for people. */
  readonly purpose: string;
}

/** A lock that another run holds, and the file that it is. */
interface Held {
  readonly by: Holder;
  readonly file: string;
}

/** Another run works on these VMs. Nothing was changed. */
export class LockedError extends VsphereError {
  override name = 'LockedError';
  readonly vms: readonly string[];

  constructor(vms: readonly string[], { pid, host, purpose }: Holder, file: string) {
    const which = vms.length === 1 ? vms[0] : `${vms.length} of these VMs (${vms[0]}, …)`;
    super(
      'LOCKED',
      `another run works on ${which}: process ${pid} on ${host} (${purpose}). Nothing was changed. Wait for it to end; if there is no such process, remove ${file}`,
    );
    this.vms = vms;
  }
}

/**
 * A file for each VM that a run works on, so that no second run on this machine touches it meanwhile. Between machines changeVersion and
 * the server's own checks do that. The lock of a process that is no more is taken over.
 */
export class VmLocks implements AsyncDisposable {
  readonly #files: string[] = [];

  private constructor() {}

  /**
   * Takes the locks of all VMs, or none.
   *
   * @param folder where the locks of this machine's runs lie; made where it is not there
   * @throws LockedError
   */
  static async take(folder: string, jobs: readonly Job[], purpose: string): Promise<VmLocks> {
    await makeFolder(folder);
    const locks = new VmLocks();
    const own = join(folder, `${randomUUID()}.run`);
    const holder: Holder = { pid: process.pid, host: hostname(), purpose };
    await writeFile(own, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    locks.#files.push(own);
    const held: (Held & { readonly path: string })[] = [];
    try {
      // A copied VM has the instanceUuid of the other: one lock for both.
      const byName = new Map(jobs.map(({ plan }) => [nameOf(plan.facts), plan.facts.path]));
      for (const [name, path] of byName) {
        const file = join(folder, name);
        const other = await takeOne(file, own);
        if (other === undefined) {
          locks.#files.push(file);
        } else {
          held.push({ path, ...other });
        }
      }
      const [first] = held;
      if (first !== undefined) {
        throw new LockedError(
          held.map(({ path }) => path),
          first.by,
          first.file,
        );
      }
    } catch (error) {
      await locks[Symbol.asyncDispose]();
      throw error;
    }
    return locks;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The run's own file first named, last removed.
    for (const file of this.#files.splice(0).reverse()) {
      await rm(file, { force: true });
    }
  }
}

/** A VM is the same through its vCenter and at its host by its instanceUuid. */
function nameOf(facts: Job['plan']['facts']): string {
  const name = facts.instanceUuid ?? vmKey(facts);
  return `${name.replaceAll(/[^\w.-]/g, '_')}.lock`;
}

/**
 * Takes a lock by giving the run's own file a second name, which is there at once and whole.
 *
 * @returns who holds it; undefined where it was taken
 */
async function takeOne(file: string, own: string): Promise<Held | undefined> {
  while (!(await linked(own, file))) {
    const by = await holderOf(file);
    if (by === 'dead') {
      return takeOver(file, own);
    }
    if (by !== 'nobody') {
      return { by, file };
    }
  }
  return undefined;
}

/**
 * Takes the lock of a process that is no more. Of those that try it at once one has the guard, and only who has it replaces the file of
 * a dead process: what it has seen there stays so.
 */
async function takeOver(file: string, own: string): Promise<Held | undefined> {
  const guard = `${file}.guard`;
  if (!(await linked(own, guard))) {
    const by = await readHolder(guard);
    return by === undefined ? takeOne(file, own) : { by, file: guard };
  }
  if ((await holderOf(file)) === 'dead') {
    await rename(guard, file);
    return undefined;
  }
  await rm(guard, { force: true });
  return takeOne(file, own);
}

/** @returns false where there is a file of that name */
async function linked(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
    return false;
  }
}

/** Who holds a lock; `dead` where that process is no more, or the file is none of ours. */
async function holderOf(file: string): Promise<Holder | 'dead' | 'nobody'> {
  try {
    const holder = await readHolder(file);
    if (holder === undefined) {
      return 'nobody';
    }
    return isAlive(holder) ? holder : 'dead';
  } catch (error) {
    if (error instanceof SyntaxError) {
      return 'dead';
    }
    throw error;
  }
}

/** @returns undefined where there is no such file */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    return undefined;
  }
}

function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) {
    return true;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
