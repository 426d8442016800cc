import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { VsphereError } from '../../errors.ts';
import type { Job } from '../apply/job.ts';
import { vmKey } from '../apply/job.ts';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What it is doing, for people. */
  readonly purpose: string;
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
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const locks = new VmLocks();
    const own = join(folder, `${randomUUID()}.run`);
    const holder: Holder = { pid: process.pid, host: hostname(), purpose };
    await writeFile(own, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    locks.#files.push(own);
    const held: { path: string; by: Holder; file: string }[] = [];
    try {
      for (const { plan } of jobs) {
        const file = join(folder, nameOf(plan.facts));
        const by = await takeOne(file, own);
        if (by === undefined) {
          locks.#files.push(file);
        } else {
          held.push({ path: plan.facts.path, by, file });
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
async function takeOne(file: string, own: string): Promise<Holder | undefined> {
  for (;;) {
    try {
      await link(own, file);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    const holder = (await holderOf(file)) ?? (await removeDead(file));
    if (holder !== undefined) {
      return holder;
    }
  }
}

/** Takes the lock of a process that is no more out of the way; in the meantime another run may have done so, and hold it by now. */
async function removeDead(file: string): Promise<Holder | undefined> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return undefined;
  }
  const holder = await holderOf(aside);
  if (holder !== undefined) {
    await link(aside, file).catch(() => undefined);
  }
  await rm(aside, { force: true });
  return holder;
}

/** Who holds a lock; undefined where that process is no more, or the file is none of ours. */
async function holderOf(file: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8')) as Holder;
    return isAlive(holder) ? holder : undefined;
  } catch {
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
