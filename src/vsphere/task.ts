import { setTimeout as sleep } from 'node:timers/promises';
import { TaskDeadlineError, TaskError, TaskUnknownError } from '../errors.ts';
import { type AnyValue, formatMoRef, type MoRef } from '../vim25/index.ts';
import type { Session } from './session.ts';
import { TaskFilter } from './task-filter.ts';
import { readsForMs, TaskReads } from './task-reads.ts';

/** How long to wait, at most, for methods under way to hand in their tasks, so that one request can ask for them all. */
const gatherMs = 1000;

export interface TaskOptions {
  /** For messages: `ReconfigVM_Task on vm-42`. */
  readonly description: string;
  /** Milliseconds until the task has to be over. Default ten minutes. */
  readonly deadlineMs?: number;
}

/**
 * Calls a method that returns a Task and waits until that is over.
 *
 * @returns the task's result, where it has one
 * @throws TaskError where the task failed; TaskUnknownError where it was not over in time, or the waiting itself failed; what `start`
 * throws
 */
export type RunTask = (
  start: () => Promise<MoRef>,
  options: TaskOptions,
) => Promise<AnyValue | undefined>;

const defaultDeadlineMs = 600_000;

/**
 * Waits for any number of tasks. Tasks that have just begun are read, all in one request; those that go on are waited for by one filter.
 * Where the last task to end took long, the next ones are not read first.
 */
export class TaskWatcher implements AsyncDisposable {
  readonly #reads: TaskReads;
  readonly #filter: TaskFilter;
  #starting = 0;
  #endSoon: boolean = true;

  /**
   * @param patienceMs how long, in milliseconds, a wait that broke is started over; asked each time one breaks. Default 60,000.
   */
  constructor(session: Session, patienceMs: () => number = () => 60_000) {
    const gather = () => this.#gather();
    this.#filter = new TaskFilter(session, gather, patienceMs);
    this.#reads = new TaskReads(session, gather, (waiting) => this.#filter.add(waiting));
  }

  readonly run: RunTask = async (start, options) => {
    const task = await this.holdingBack(start);
    return this.wait(task, options);
  };

  /** Does what leads to a task: the next request for tasks is put off until it has, or for a second. */
  async holdingBack<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#starting += 1;
    try {
      return await work();
    } finally {
      this.#starting -= 1;
    }
  }

  /** Waits for a task that is under way already; as `run` does. */
  async wait(
    task: MoRef,
    { description, deadlineMs = defaultDeadlineMs }: TaskOptions,
  ): Promise<AnyValue | undefined> {
    const over = new AbortController();
    const { signal } = over;
    const since = performance.now();
    const end = new Promise<AnyValue | undefined>((resolve, reject) => {
      const nothing = { state: undefined, error: undefined, result: undefined };
      const waiting = { task, description, since, signal, ...nothing, resolve, reject };
      (this.#endSoon ? this.#reads : this.#filter).add(waiting);
      sleep(deadlineMs, undefined, { signal }).then(
        () => reject(new TaskDeadlineError(formatMoRef(task), deadlineMs / 1000)),
        () => undefined,
      );
    });
    try {
      return await end;
    } catch (error) {
      // Only the task's own failure is one. Whatever else ended the waiting says nothing of the work.
      throw error instanceof TaskError
        ? error
        : new TaskUnknownError(formatMoRef(task), description, { cause: error });
    } finally {
      over.abort();
      this.#endSoon = performance.now() - since <= readsForMs;
      this.#reads.delete(task);
      this.#filter.delete(task);
    }
  }

  async #gather(): Promise<void> {
    const began = performance.now();
    const waited = (): number => performance.now() - began;
    while (this.#starting > 0 && waited() < gatherMs) {
      await sleep(1);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#filter[Symbol.asyncDispose]();
  }
}
