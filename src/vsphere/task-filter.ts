import { setTimeout as sleep } from 'node:timers/promises';
import { ExchangeError, faultOf } from '../errors.ts';
import { Patience } from '../soap/index.ts';
import { isMoRef, type MoRef, type UpdateSet } from '../vim25/index.ts';
import type { Session } from './session.ts';
import { rejectAsGone, settle, takeProperties, type Waiting } from './task-state.ts';
import { TaskView } from './task-view.ts';

/** After how long a task that was handed in while the server holds an answer back is made known to the server, in milliseconds. */
const overdueMs = 2000;

/**
 * Waits for any number of tasks with one property filter over one ListView: two requests per round, however many tasks the
 * round has. (A collector per task would be five requests each.)
 */
export class TaskFilter implements AsyncDisposable {
  readonly #session: Session;
  readonly #gather: () => Promise<void>;
  readonly #patienceMs: () => number;
  readonly #discarded: Promise<void>[] = [];
  readonly #waiting = new Map<string, Waiting>();
  #view: TaskView | undefined;
  #added: MoRef[] = [];
  #over: MoRef[] = [];
  #pumping: boolean = false;

  /**
   * @param gather waits until the methods under way have handed in their tasks
   * @param patienceMs how long, in milliseconds, a wait that broke is started over; asked each time one breaks
   */
  constructor(session: Session, gather: () => Promise<void>, patienceMs: () => number) {
    this.#session = session;
    this.#gather = gather;
    this.#patienceMs = patienceMs;
  }

  add(waiting: Waiting): void {
    this.#waiting.set(waiting.task.value, waiting);
    this.#added.push(waiting.task);
    this.#startPump();
    this.#addWhenOverdue(waiting);
  }

  /** Nobody waits for it any more. */
  delete(task: MoRef): void {
    if (this.#waiting.delete(task.value)) {
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
          await pauseBeforeRetry(error, patience);
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
    this.#rejectGone(gone);
    this.#waiting.delete(gone.value);
    return true;
  }

  /** A round can be held back for long by other tasks: a new one is then added in its midst. */
  #addWhenOverdue({ task, since, signal }: Waiting): void {
    const add = async (): Promise<void> => {
      await sleep(overdueMs - (performance.now() - since), undefined, { signal });
      if (this.#added.includes(task) && this.#view !== undefined) {
        await this.#updateView();
      }
    };
    // Where it fails the round under way will tell.
    add().catch(() => undefined);
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
        this.#rejectGone(task);
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
          this.#rejectGone(object.obj);
        } else if (waiting !== undefined) {
          const changes = object.changeSet ?? [];
          takeProperties(
            waiting,
            changes.map(({ name, val }) => [name, val] as const),
          );
        }
      }
    }
    // Only now: one update can tell several states of a task, and the last one counts.
    for (const waiting of this.#waiting.values()) {
      settle(waiting);
    }
  }

  /** One that is not waited for any more was taken out by ourselves. */
  #rejectGone({ value }: MoRef): void {
    const waiting = this.#waiting.get(value);
    if (waiting !== undefined) {
      rejectAsGone(waiting);
    }
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
async function pauseBeforeRetry(error: unknown, patience: Patience): Promise<void> {
  const isBroken = error instanceof ExchangeError || brokenWaits.has(faultOf(error)?.type ?? '');
  if (!isBroken) {
    throw error;
  }
  await patience.pause(error);
}
