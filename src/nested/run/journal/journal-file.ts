import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname, resolve as resolvePath } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvalidValueError, VsphereError } from '../../../errors.ts';
import type { Session } from '../../../vsphere/index.ts';
import type { RunCourse, RunLimits } from '../../plan/run-limits.ts';
import type { Job } from '../job.ts';
import type { Journal, JournalEntry } from '../journal-entry.ts';
import type { JournalHeader, Line } from './lines.ts';
import { journalSchemas } from './schema-names.ts';
import { LineChain, readSealedLines } from './sealed-lines.ts';
import { syncFolder } from './sync-folder.ts';

/** Another run has written to the journal that this one writes. Nothing more is written here: two writers would ruin it. */
class JournalTakenError extends VsphereError {
  override name = 'JournalTakenError';

  constructor(path: string) {
    super(
      'JOURNAL_TAKEN',
      `${path} was left as it is: another run has written to it, so no further step is begun here. Fix: look at what that run reports, and use its resume or rollback`,
    );
  }
}

interface Waiting {
  readonly line: object;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What the header of a journal holds besides the command and the VMs. */
export interface JournalOptions {
  /** What the run is to keep to. Default: no limits. */
  readonly limits?: RunLimits | undefined;
  /** How many VMs may be begun, and how many go first. Default: all, and none. */
  readonly course?: RunCourse;
  /** What names the run's requests in the servers' logs. Default: none. */
  readonly operationId?: string | undefined;
}

/** What names the requests of a run in its servers' logs: the sessions' own ids, each once; undefined without sessions. */
export function operationIdOf(sessions: readonly Session[]): string | undefined {
  const ids = new Set(sessions.map(({ operationId }) => operationId));
  return ids.size === 0 ? undefined : [...ids].join(', ');
}

/**
 * A journal on the disk. An entry has been synced when `append` resolves; entries that come while the disk is busy share the next sync,
 * so that thirty-two VMs at once do not wait thirty-two times.
 */
export class JournalFile implements Journal, AsyncDisposable {
  readonly path: string;
  readonly #file: FileHandle;
  /** After the last line that is in the file. */
  #chain: LineChain;
  #bytes: number;
  /** Whether what a write that failed has left behind `#bytes` could not be cut off. */
  #hasRest: boolean = false;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  /** Brings the disk back to what it was before the journal was begun, or gone on with. */
  #undo: () => Promise<void>;

  private constructor(
    path: string,
    file: FileHandle,
    bytes: number,
    chain: LineChain,
    undo: () => Promise<void>,
  ) {
    this.path = path;
    this.#file = file;
    this.#bytes = bytes;
    this.#chain = chain;
    this.#undo = undo;
  }

  /**
   * Begins a journal with all that is to be done, for its owner's eyes only.
   *
   * @param command for people: what was asked for
   * @throws InvalidValueError where there is such a file
   */
  static async create(
    path: string,
    command: string,
    jobs: readonly Job[],
    { limits, course: { limit, canary = 0 } = {}, operationId }: JournalOptions = {},
  ): Promise<JournalFile> {
    const file = await openNew(path);
    const header: JournalHeader = {
      kind: 'journal',
      schema: journalSchemas.now,
      startedAt: new Date().toISOString(),
      command,
      ...(operationId !== undefined && { operationId }),
      vms: jobs.length,
      ...(limits !== undefined && { limits }),
      ...(limit !== undefined && { limit }),
      ...(canary > 0 && { canary }),
    };
    const remove = async (): Promise<void> => {
      await rm(path, { force: true });
      await syncFolder(dirname(path));
    };
    const journal = new JournalFile(path, file, 0, new LineChain(), remove);
    try {
      await journal.#write([header, ...jobs.map((job) => ({ kind: 'vm', job }))]);
      await syncFolder(dirname(path));
      return journal;
    } catch (error) {
      await journal.#discard();
      throw error;
    }
  }

  /**
   * Begins the journal of a rollback, and seals the one that it undoes: a resume of that would do again what this takes back.
   *
   * @param undone the journal of the run that is undone
   * @throws InvalidValueError where there is a file at `path`; DamagedFileError
   */
  static async createRollback(
    path: string,
    undone: string,
    command: string,
    jobs: readonly Job[],
    options: JournalOptions = {},
  ): Promise<JournalFile> {
    const journal = await JournalFile.create(path, command, jobs, options);
    try {
      const by = resolvePath(path);
      const at = new Date().toISOString();
      // In one piece with its trailer: a run that is marked as undone while its rollback is not begun could not be resumed.
      const line = { kind: 'rolled-back', at, by } as const;
      await using other = await JournalFile.#goOn(undone, line, true);
      const remove = journal.#undo;
      const restore = other.#undo;
      journal.#undo = async () => {
        await restore();
        await remove();
      };
      return journal;
    } catch (error) {
      await journal.#discard();
      throw error;
    }
  }

  /**
   * Goes on with a journal.
   *
   * @throws DamagedFileError
   */
  static reopen(path: string, operationId?: string): Promise<JournalFile> {
    const id = operationId === undefined ? {} : { operationId };
    return JournalFile.#goOn(path, { kind: 'resumed', at: new Date().toISOString(), ...id });
  }

  /**
   * Half a line that a crash has left was never an entry, and is cut off. The lines that follow a file of the first format have checks, and
   * the first of them covers all before it.
   */
  static async #goOn(path: string, line: Line, seals = false): Promise<JournalFile> {
    const file = await open(path, 'r+');
    try {
      const before = await file.readFile();
      const { chain } = readSealedLines(path, before.toString());
      const whole = before.lastIndexOf('\n') + 1;
      await file.truncate(whole);
      const journal = new JournalFile(path, file, whole, chain, () => cutBack(path, whole));
      await journal.#write([line], seals);
      return journal;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  append(entry: JournalEntry): Promise<void> {
    const line = { ...entry, at: new Date().toISOString() };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Those of the same turn, thirty-two VMs whose tasks one answer has told of, go together: their calls stay together, too.
      await nextTurn();
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch.map(({ line }) => line));
        for (const { resolve } of batch) {
          resolve();
        }
      } catch (error) {
        for (const { reject } of batch) {
          reject(error);
        }
      }
    }
    this.#writing = undefined;
  }

  /** @param seals whether the trailer follows, in the same write */
  async #write(lines: readonly object[], seals = false): Promise<void> {
    const chain = this.#chain.copy();
    const text = lines.map((line) => chain.add(line)).join('');
    const bytes = Buffer.from(seals ? text + chain.addTrailer() : text);
    await this.#requireOwn();
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, done, null, this.#bytes + done);
        done += bytesWritten;
      }
      await this.#file.datasync();
    } catch (error) {
      // What a shorter line would not write over must not stay behind it.
      await this.#file.truncate(this.#bytes).catch(() => {
        this.#hasRest = true;
      });
      throw error;
    }
    this.#bytes += bytes.length;
    this.#chain = chain;
  }

  /** @throws JournalTakenError if the file does not end where this run's last line does */
  async #requireOwn(): Promise<void> {
    const { size } = await this.#file.stat();
    if (size < this.#bytes || (size > this.#bytes && !this.#hasRest)) {
      throw new JournalTakenError(this.path);
    }
  }

  /** Seals the journal: all that was begun is over. */
  async seal(): Promise<void> {
    await this.#writing;
    await this.#write([], true);
  }

  /**
   * Takes back that the journal was begun, or gone on with, where nothing was done after all: nobody is to come back to it.
   *
   * @throws JournalTakenError; the system's error
   */
  async withdraw(): Promise<void> {
    await this.#requireOwn();
    await this.#file.close();
    await this.#undo();
  }

  /** As `withdraw`, for a journal whose beginning failed: that error is the one to report. */
  async #discard(): Promise<void> {
    await this.#file.close();
    await this.#undo().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
}

async function cutBack(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'r+');
  await file.truncate(bytes);
  await file.datasync();
}

function openNew(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new InvalidValueError('journal', `${path} is there already: name a new file`)
      : error;
  });
}
