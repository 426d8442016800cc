import { setTimeout as sleep } from 'node:timers/promises';
import { TaskDeadlineError, TaskError, TaskUnknownError, VsphereError } from '../errors.ts';
import {
  type AnyValue,
  formatMoRef,
  type LocalizedMethodFault,
  type MoRef,
  type PropertyChange,
  readFault,
  type TaskInfoState,
  type UpdateSet,
} from '../vim25/index.ts';
import type { Session } from './session.ts';
import { TaskView } from './task-view.ts';

/** After how long a task that was handed in while the server holds an answer back is made known to the server. */
const overdueMs = 2000;

/** How long to wait, at most, for methods under way to hand in their tasks, so that one request can add them all. */
const gatherMs = 1000;

interface Waiting {
  readonly task: MoRef;
  readonly description: string;
  state: TaskInfoState | undefined;
  error: LocalizedMethodFault | undefined;
  result: AnyValue | undefined;
  readonly resolve: (result: AnyValue | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export interface TaskOptions {
  /** For messages: `ReconfigVM_Task on vm-42`. */
  readonly description: string;
  /** Milliseconds until the task has to be over. Default ten minutes. */
  readonly deadlineMs?: number;
}

const defaultDeadlineMs = 600_000;

/**
 * Waits for any number of tasks with one property filter over one ListView: two requests per round, however many tasks the
 * round has. (A collector per task would be five requests each.)
 */
export class TaskWatcher implements AsyncDisposable {
  readonly #session: Session;
  readonly #waiting = new Map<string, Waiting>();
  #view: TaskView | undefined;
  #added: MoRef[] = [];
  #over: MoRef[] = [];
  #starting = 0;
  #pumping: boolean = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Calls a method that returns a Task and waits until that is over.
   *
   * @returns the task's result, where it has one
   * @throws TaskError where the task failed; TaskUnknownError where it was not over in time, or the waiting itself failed; what `start`
   * throws.
   */
  async run(start: () => Promise<MoRef>, options: TaskOptions): Promise<AnyValue | undefined> {
    const task = await this.soon(start);
    return this.wait(task, options);
  }

  /** Does what leads to a task: the next round is put off until it has, or for a second. */
  async soon<Result>(work: () => Promise<Result>): Promise<Result> {
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
    const late = new AbortController();
    const over = new Promise<AnyValue | undefined>((resolve, reject) => {
      const nothing = { state: undefined, error: undefined, result: undefined };
      this.#waiting.set(task.value, { task, description, ...nothing, resolve, reject });
      sleep(deadlineMs, undefined, { signal: late.signal }).then(
        () => reject(new TaskDeadlineError(formatMoRef(task), deadlineMs / 1000)),
        () => undefined,
      );
    });
    this.#added.push(task);
    this.#startPump();
    try {
      this.#addWhenOverdue(task, late.signal);
      return await over;
    } catch (error) {
      // Only the task's own failure is one. Whatever else ended the waiting says nothing of the work.
      throw error instanceof TaskError
        ? error
        : new TaskUnknownError(formatMoRef(task), description, { cause: error });
    } finally {
      late.abort();
      this.#waiting.delete(task.value);
      this.#over.push(task);
    }
  }

  #startPump(): void {
    if (!this.#pumping) {
      this.#pumping = true;
      this.#pump()
        .catch((error: unknown) => this.#rejectAll(error))
        .finally(() => {
          this.#pumping = false;
          if (this.#waiting.size > 0) {
            this.#startPump();
          }
        });
    }
  }

  async #pump(): Promise<void> {
    while (this.#waiting.size > 0) {
      await this.#gather();
      const { generation } = this.#session;
      if (this.#view !== undefined && this.#view.generation !== generation) {
        this.#startOver();
      }
      try {
        const view = await this.#updateView();
        const update = await view.nextUpdate();
        if (update !== undefined) {
          this.#take(update);
        }
      } catch (error) {
        if (generation === this.#session.generation) {
          throw error;
        }
        this.#startOver();
      }
      // Those who waited go on now: what they start next belongs into the next round.
      await sleep(0);
    }
  }

  /** The session was renewed: tasks go on, and have to be watched anew. */
  #startOver(): void {
    this.#view = undefined;
    this.#over = [];
    this.#added = [...this.#waiting.values()].map(({ task }) => task);
  }

  /** A round can be held back for long by other tasks: a new one is then added in its midst. */
  #addWhenOverdue(task: MoRef, signal: AbortSignal): void {
    const add = async (): Promise<void> => {
      await sleep(overdueMs, undefined, { signal });
      if (this.#added.includes(task) && this.#view !== undefined) {
        await this.#updateView();
      }
    };
    // Where it fails the round under way will tell.
    add().catch(() => undefined);
  }

  async #gather(): Promise<void> {
    const began = performance.now();
    const waited = (): number => performance.now() - began;
    while (this.#starting > 0 && waited() < gatherMs) {
      await sleep(1);
    }
  }

  /** Adds what is new to the view and takes out what is over, in one request. */
  async #updateView(): Promise<TaskView> {
    const add = this.#added;
    const remove = this.#over;
    const view = this.#view;
    if (view !== undefined && add.length === 0) {
      return view;
    }
    this.#added = [];
    if (view === undefined) {
      this.#view = await TaskView.open(this.#session, add);
      return this.#view;
    }
    this.#over = [];
    try {
      for (const task of await view.modify(add, remove)) {
        this.#reportGone(task);
      }
      return view;
    } catch (error) {
      // The round under way may go on, and knows nothing of them; a new view is told of all.
      if (this.#view === view) {
        this.#added.unshift(...add);
        this.#over.unshift(...remove);
      }
      throw error;
    }
  }

  #take(update: UpdateSet): void {
    for (const set of update.filterSet ?? []) {
      for (const object of set.objectSet ?? []) {
        const waiting = this.#waiting.get(object.obj.value);
        if (object.kind === 'leave') {
          this.#reportGone(object.obj);
        } else if (waiting !== undefined) {
          applyChanges(waiting, object.changeSet ?? []);
        }
      }
    }
    // Only now: one update can tell several states of a task, and the last one counts.
    for (const waiting of this.#waiting.values()) {
      settle(waiting);
    }
  }

  /** Tasks are forgotten some minutes after their end. One that is not waited for any more was taken out by ourselves. */
  #reportGone(task: MoRef): void {
    const message = `the server no longer knows ${formatMoRef(task)}`;
    this.#waiting.get(task.value)?.reject(new VsphereError('TASK_GONE', message));
  }

  #rejectAll(error: unknown): void {
    // The server's view and filter are of no more use.
    this.#view = undefined;
    this.#added = [];
    this.#over = [];
    for (const waiting of this.#waiting.values()) {
      waiting.reject(error);
    }
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const view = this.#view;
    this.#view = undefined;
    await view?.destroy();
  }
}

function applyChanges(waiting: Waiting, changes: readonly PropertyChange[]): void {
  for (const { name, val } of changes) {
    if (name === 'info.state') {
      waiting.state = val as TaskInfoState | undefined;
    } else if (name === 'info.error') {
      waiting.error = val as LocalizedMethodFault | undefined;
    } else if (name === 'info.result') {
      waiting.result = val;
    }
  }
}

function settle({ task, description, state, error, result, resolve, reject }: Waiting): void {
  if (state === 'success') {
    resolve(result);
  } else if (state === 'error') {
    const fault = readFault(error ?? { fault: {}, localizedMessage: '' });
    reject(new TaskError(formatMoRef(task), description, fault));
  }
}
