import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { VsphereError } from '../../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import type { Job } from '../job.ts';
import { namesOf } from '../vm-names.ts';
import { startBeacon } from './beacon.ts';
import { thisPlace } from './machine.ts';
import {
  fileOf,
  isThere,
  type Liveness,
  type LockHolder,
  livenessOf,
  markHeld,
  type RunFile,
  readRunFile,
  removeRunFiles,
  runIdsIn,
  writeRunFile,
} from './run-files.ts';

/** How long a run that looks at the others' locks just now is waited for, and between looks, in milliseconds. */
const claimMs = 10_000;
const pauseMs = 10;

/** The locks of another run on VMs that this run wants. */
export interface HeldLocks {
  /** The VMs that both want, by their paths. */
  readonly vms: readonly string[];
  /** Undefined if its file cannot be read. */
  readonly holder: LockHolder | undefined;
  /** Whether it certainly lives. */
  readonly liveness: Exclude<Liveness, 'gone'>;
  /** The file of the run in the lock folder. */
  readonly file: string;
}

export interface LockOptions {
  /**
   * Break the locks of other runs of which nobody can know from here whether they live. It is called for each of those runs, and waited for, before
   * any lock is broken; if it throws, none is, and nothing is begun. Those of a run that lives, or is stopped, are never broken. Default: all
   * are respected.
   */
  readonly onBreak?: (locks: HeldLocks) => void | Promise<void>;
}

/** `process 12 on esx-admin (enable, /x/run.jsonl)` */
export function describeHolder({ holder, file }: HeldLocks): string {
  return holder === undefined
    ? `a run whose file cannot be read (${file})`
    : `process ${holder.pid} on ${holder.host} (${holder.purpose})`;
}

/** What helps against the locks of a run that lives. Only the command line finishes its VMs when it is killed: a program need not. */
function remedyOf({ holder, liveness }: HeldLocks): string {
  if (liveness !== 'live') {
    return 'wait for it to end. From here nobody sees whether it still runs; if it certainly does not, break its locks: vhv resume --break-locks, or onBreak in a program';
  }
  if (holder === undefined) {
    return 'wait for it to end. It runs or is stopped, so nobody can break its locks';
  }
  const { pid, host } = holder;
  if (pid === process.pid && host === hostname()) {
    return 'wait for it to end: it is a run of this process, which the signal that it was given ends without harm';
  }
  const end =
    process.platform === 'win32'
      ? 'Ctrl-C where it runs'
      : `kill ${pid}, in its container, and if it is stopped kill -CONT ${pid}`;
  return `wait for it to end. A vhv command on ${host} finishes the VMs in progress after: ${end}. Another program may leave VMs off: end it in its own way. It runs or is stopped, so nobody can break its locks`;
}

/** Another run works on these VMs. Nothing was changed. */
export class LockedError extends VsphereError {
  override name = 'LockedError';
  readonly vms: readonly string[];
  readonly held: HeldLocks;

  constructor(held: HeldLocks, vms: readonly string[]) {
    const which = vms.length === 1 ? vms[0] : `${vms.length} of these VMs (${vms[0]}, …)`;
    super(
      'LOCKED',
      `another run works on ${which}: ${describeHolder(held)}. Nothing was changed. Fix: ${remedyOf(held)}`,
    );
    this.vms = vms;
    this.held = held;
  }
}

/** Another run has broken the locks of this one, and works on its VMs: no further step is begun. */
class LocksLostError extends VsphereError {
  override name = 'LocksLostError';

  constructor(folder: string) {
    super(
      'LOCKS_LOST',
      `the locks of this run in ${folder} are gone: another run has broken them, so no further step is begun here. Fix: look at what that run reports`,
    );
  }
}

/**
 * Keeps the VMs of a run from other runs on this machine. Each run has one file with the names of its VMs, and a beacon that listens for as
 * long as its process lives; a run whose process is gone locks nothing. Between machines the server's own checks guard.
 */
export class VmLocks implements AsyncDisposable {
  readonly #folder: string;
  readonly #id = randomUUID();
  #beacon: AsyncDisposable | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Takes the locks of all VMs, or none.
   *
   * @param folder the locks of this machine's runs; made if it is not there
   * @param purpose for people
   * @throws LockedError; the system's error if the folder cannot be written
   */
  static take(
    folder: string,
    jobs: readonly Job[],
    purpose: string,
    options: LockOptions = {},
  ): Promise<VmLocks> {
    const vms = new Map(
      jobs.flatMap(({ plan: { facts } }) => namesOf(facts).map((name) => [name, facts.path])),
    );
    return VmLocks.takeNames(folder, vms, purpose, options);
  }

  /**
   * As `take`, for anything that has a name.
   *
   * @param names what is locked, each with what people call it
   */
  static async takeNames(
    folder: string,
    names: ReadonlyMap<string, string>,
    purpose: string,
    options: LockOptions = {},
  ): Promise<VmLocks> {
    await makeFolder(folder);
    const locks = new VmLocks(folder);
    try {
      await locks.#take(names, purpose, options);
      return locks;
    } catch (error) {
      await locks[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * A run first shows what it wants, then looks at what the others show: so of two runs at least one sees the other. If both have not decided yet,
   * the one with the lower id waits until the other has seen it and given way, or has decided before.
   */
  async #take(
    vms: ReadonlyMap<string, string>,
    purpose: string,
    { onBreak }: LockOptions,
  ): Promise<void> {
    this.#beacon = await startBeacon(this.#folder, this.#id);
    const holder: LockHolder = { ...(await thisPlace()), purpose };
    await writeRunFile(this.#folder, this.#id, holder, [...vms.keys()]);
    const held: (HeldLocks & { readonly id: string })[] = [];
    for (const id of await runIdsIn(this.#folder)) {
      const locks = id === this.#id ? undefined : await this.#locksOf(id, vms);
      if (locks !== undefined) {
        held.push({ ...locks, id });
      }
    }
    const kept = held.filter(({ liveness }) => liveness === 'live' || onBreak === undefined);
    const [first] = kept;
    if (first !== undefined) {
      throw new LockedError(first, [...new Set(kept.flatMap((one) => one.vms))]);
    }
    for (const { id: _id, ...locks } of held) {
      await onBreak?.(locks);
    }
    for (const { id } of held) {
      await removeRunFiles(this.#folder, id);
    }
    await markHeld(this.#folder, this.#id);
  }

  /** What another run keeps from this one; undefined if nothing. */
  async #locksOf(id: string, vms: ReadonlyMap<string, string>): Promise<HeldLocks | undefined> {
    const folder = this.#folder;
    const until = performance.now() + claimMs;
    for (;;) {
      const run = await readRunFile(folder, id);
      const liveness = run === undefined ? 'gone' : await livenessOf(folder, run);
      if (run === undefined || liveness === 'gone') {
        await removeRunFiles(folder, id);
        return undefined;
      }
      const shared = sharedWith(run, vms);
      if (shared.length === 0) {
        return undefined;
      }
      const isFirst = id < this.#id || (await isThere(fileOf(folder, id, 'held')));
      if (isFirst || performance.now() > until) {
        return { vms: shared, holder: run.holder, liveness, file: fileOf(folder, id, 'run') };
      }
      await sleep(pauseMs);
    }
  }

  /**
   * Makes sure that no other run has broken these locks: from a machine that could not know that this one lives.
   *
   * @throws LocksLostError
   */
  async requireHeld(): Promise<void> {
    if (!(await isThere(fileOf(this.#folder, this.#id, 'run')))) {
      throw new LocksLostError(this.#folder);
    }
  }

  /** Never throws: it would hide what became of the VMs. A file that stays is that of a run that is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    await removeRunFiles(this.#folder, this.#id);
    await this.#beacon?.[Symbol.asyncDispose]();
    this.#beacon = undefined;
  }
}

/**
 * A file that cannot be read may name any VM.
 *
 * @param vms the paths of this run's VMs, by all their names
 * @returns paths
 */
function sharedWith(run: RunFile, vms: ReadonlyMap<string, string>): readonly string[] {
  const shared = [...vms].filter(([name]) => run.vms?.has(name) ?? true);
  return [...new Set(shared.map(([, path]) => path))];
}
