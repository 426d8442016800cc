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

/** Seconds that the server holds an answer back for: well below what proxies cut off. */
const maxWaitSeconds = 30;

/** Milliseconds until that answer has to be there, whatever the deadline of other calls. */
const answerDeadlineMs = 60_000;

/** After how long a task that was handed in while the server holds an answer back is made known to the server. */
const overdueMs = 2000;

/** How long to wait, at most, for methods under way to hand in their tasks, so that one request can add them all. */
const gatherMs = 1000;

/** And at least: who goes on with the next VM writes its journal first, and that takes a moment. */
const leastGatherMs = 20;

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

/** What the server keeps for us; it ends with the session. */
interface Watch {
  readonly generation: number;
  readonly collector: MoRef;
  readonly view: MoRef;
}

/**
 * Waits for any number of tasks with one property filter over one ListView: two requests per round, however many tasks the
 * round has. (A collector per task would be five requests each.)
 */
export class TaskWatcher implements AsyncDisposable {
  readonly #session: Session;
  readonly #waiting = new Map<string, Waiting>();
  #watch: Watch | undefined;
  #added: MoRef[] = [];
  #over: MoRef[] = [];
  #version = '';
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
    this.#starting += 1;
    let task: MoRef;
    try {
      task = await start();
    } finally {
      this.#starting -= 1;
    }
    return this.wait(task, options);
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
      if (this.#watch !== undefined && this.#watch.generation !== generation) {
        this.#startOver();
      }
      try {
        await this.#nextUpdate(await this.#updateView());
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

  async #nextUpdate({ collector }: Watch): Promise<void> {
    const parameters = { version: this.#version, options: { maxWaitSeconds } };
    const options = { deadlineMs: answerDeadlineMs };
    const update = await this.#session.call('WaitForUpdatesEx', collector, parameters, options);
    if (update !== undefined) {
      this.#version = update.version;
      this.#take(update);
    }
  }

  /** The session was renewed: tasks go on, and have to be watched anew. */
  #startOver(): void {
    this.#watch = undefined;
    this.#version = '';
    this.#over = [];
    this.#added = [...this.#waiting.values()].map(({ task }) => task);
  }

  /** A round can be held back for long by other tasks: a new one is then added in its midst. */
  #addWhenOverdue(task: MoRef, signal: AbortSignal): void {
    const add = async (): Promise<void> => {
      await sleep(overdueMs, undefined, { signal });
      if (this.#added.includes(task) && this.#watch !== undefined) {
        await this.#updateView();
      }
    };
    // Where it fails the round under way will tell.
    add().catch(() => undefined);
  }

  async #gather(): Promise<void> {
    const began = performance.now();
    const waited = (): number => performance.now() - began;
    while (waited() < leastGatherMs || (this.#starting > 0 && waited() < gatherMs)) {
      await sleep(1);
    }
  }

  /** Adds what is new to the view and takes out what is over, in one request. */
  async #updateView(): Promise<Watch> {
    const add = this.#added;
    this.#added = [];
    if (this.#watch === undefined) {
      this.#watch = await this.#open(add);
      return this.#watch;
    }
    const remove = this.#over;
    this.#over = [];
    if (add.length > 0) {
      const { view } = this.#watch;
      const gone = await this.#session.call('ModifyListView', view, { add, remove });
      for (const task of gone ?? []) {
        this.#reportGone(task);
      }
    } else {
      this.#over = remove;
    }
    return this.#watch;
  }

  async #open(tasks: readonly MoRef[]): Promise<Watch> {
    const session = this.#session;
    const { propertyCollector } = session.content;
    const { generation } = session;
    const collector = await session.call('CreatePropertyCollector', propertyCollector, {});
    const view = await session.call('CreateListView', session.manager('viewManager'), {
      obj: tasks,
    });
    const selectSet = [{ _type: 'TraversalSpec', type: 'ListView', path: 'view' }];
    const spec = {
      propSet: [{ type: 'Task', pathSet: ['info.state', 'info.error', 'info.result'] }],
      objectSet: [{ obj: view, skip: true, selectSet }],
    };
    await session.call('CreateFilter', collector, { spec, partialUpdates: false });
    return { generation, collector, view };
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
    this.#watch = undefined;
    this.#version = '';
    for (const waiting of this.#waiting.values()) {
      waiting.reject(error);
    }
    this.#waiting.clear();
  }

  /** Destroys the filter and the view. A failure is not told: a server does so itself when the session ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    const watch = this.#watch;
    this.#watch = undefined;
    if (watch !== undefined) {
      const options = { deadlineMs: 10_000 };
      await Promise.allSettled([
        this.#session.call('DestroyPropertyCollector', watch.collector, {}, options),
        this.#session.call('DestroyView', watch.view, {}, options),
      ]);
    }
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
