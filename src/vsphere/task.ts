import { setTimeout as sleep } from 'node:timers/promises';
import {
  ExchangeError,
  faultOf,
  TaskDeadlineError,
  TaskError,
  TaskUnknownError,
  VsphereError,
} from '../errors.ts';
import { Patience } from '../soap/index.ts';
import { type AnyValue, formatMoRef, isMoRef, type MoRef, type UpdateSet } from '../vim25/index.ts';
import type { Session } from './session.ts';
import { applyChanges, settle, type Waiting } from './task-state.ts';
import { TaskView } from './task-view.ts';

/** After how long a task that was handed in while the server holds an answer back is made known to the server. */
const overdueMs = 2000;

/** How long to wait, at most, for methods under way to hand in their tasks, so that one request can add them all. */
const gatherMs = 1000;

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
  readonly #patienceMs: () => number;
  readonly #discarded: Promise<void>[] = [];
  readonly #waiting = new Map<string, Waiting>();
  #view: TaskView | undefined;
  #added: MoRef[] = [];
  #over: MoRef[] = [];
  #starting = 0;
  #pumping: boolean = false;

  /**
   * @param patienceMs how long, in milliseconds, a wait that broke is started over; asked each time one breaks. Default 60,000.
   */
  constructor(session: Session, patienceMs: () => number = () => 60_000) {
    this.#session = session;
    this.#patienceMs = patienceMs;
  }

  /**
   * Calls a method that returns a Task and waits until that is over.
   *
   * @returns the task's result, where it has one
   * @throws TaskError where the task failed; TaskUnknownError where it was not over in time, or the waiting itself failed; what `start`
   * throws.
   */
  async run(start: () => Promise<MoRef>, options: TaskOptions): Promise<AnyValue | undefined> {
    const task = await this.holdingBack(start);
    return this.wait(task, options);
  }

  /** Does what leads to a task: the next round is put off until it has, or for a second. */
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
    let patience: Patience | undefined;
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
        patience = undefined;
      } catch (error) {
        if (generation === this.#session.generation && !this.#namesForgotten(error)) {
          patience ??= new Patience(this.#patienceMs());
          await bear(error, patience);
        }
        this.#startOver();
      }
      // Those who waited go on now: what they start next belongs into the next round.
      await sleep(0);
    }
  }

  /** Tasks go on whatever becomes of the wait for them: those that are waited for are put into a new view. */
  #startOver(): void {
    if (this.#view?.generation === this.#session.generation) {
      this.#discarded.push(this.#view.destroy());
    }
    this.#view = undefined;
    this.#over = [];
    this.#added = [...this.#waiting.values()].map(({ task }) => task);
  }

  /** Whether one task that the server no longer knows made it refuse the wait for all. */
  #namesForgotten(error: unknown): boolean {
    const fault = faultOf(error);
    const gone = fault?.type === 'ManagedObjectNotFound' ? fault.detail['obj'] : undefined;
    if (!isMoRef(gone) || !this.#waiting.has(gone.value)) {
      return false;
    }
    this.#reportGone(gone);
    this.#waiting.delete(gone.value);
    return true;
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
    if (this.#view !== undefined && add.length === 0) {
      return this.#view;
    }
    this.#view ??= await TaskView.open(this.#session);
    const view = this.#view;
    const remove = this.#over;
    this.#added = this.#added.filter((task) => !add.includes(task));
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
    await Promise.all([view?.destroy(), ...this.#discarded]);
  }
}

/** What a server answers if it has lost or ended a wait, and not because of a task. */
const brokenWaits: ReadonlySet<string> = new Set([
  'ManagedObjectNotFound',
  'InvalidCollectorVersion',
  'RequestCanceled',
]);

/**
 * Pauses if a wait is worth being started over.
 *
 * @throws the error if it is not, or the patience is over
 */
async function bear(error: unknown, patience: Patience): Promise<void> {
  const isBroken = error instanceof ExchangeError || brokenWaits.has(faultOf(error)?.type ?? '');
  if (!isBroken) {
    throw error;
  }
  await patience.pause(error);
}
