import { setTimeout as delay } from 'node:timers/promises';
import type { AnyValue } from '../vim25/value.ts';
import type { Timestamps } from './clock.ts';
import type { EventLog } from './model/event-log.ts';
import type { Inventory } from './model/inventory.ts';
import type { ManagedEntity } from './model/managed-entity.ts';
import type { Moids } from './model/moids.ts';
import { Task } from './model/task.ts';
import { localized } from './property-collector/content.ts';
import { invalidState, notSupported, Refusal } from './refusal.ts';

export interface TaskRequest {
  readonly entity: ManagedEntity;
  /** `ReconfigVM_Task` */
  readonly method: string;
  /** `VirtualMachine.reconfigure` */
  readonly descriptionId: string;
  readonly userName: string;
  /** What the task does, once it runs. A Refusal that it throws becomes the task's error, its value the result. */
  readonly work: (task: Task) => AnyValue | undefined | Promise<AnyValue | undefined>;
  /** Called when the task is over, before anybody can see it. */
  readonly onOver?: () => void;
  /** Whether a client may call it off before its work is done. @default false */
  readonly cancelable?: boolean;
  /** The task that started this one. */
  readonly parent?: Task;
}

/** How many tasks that are over stay in `recentTask`. */
const recentCount = 5;

/** How many tasks the history keeps. */
const historyCount = 10_000;

export interface TaskSurroundings {
  readonly inventory: Inventory;
  readonly timestamps: Timestamps;
  readonly events: EventLog;
  readonly moids: Moids;
  /** How long a task runs before its work is done. */
  readonly taskMs: number;
  readonly closing: AbortSignal;
}

/** Starts tasks and sees them through: queued, running, then success or error. */
export class Tasks {
  readonly #around: TaskSurroundings;
  #recent: readonly Task[] = [];
  #history: Task[] = [];

  constructor(around: TaskSurroundings) {
    this.#around = around;
  }

  get recent(): readonly Task[] {
    return this.#recent;
  }

  /** Every task that there was, the oldest first. */
  get history(): readonly Task[] {
    return this.#history;
  }

  start(request: TaskRequest): Task {
    const { inventory, timestamps, moids, events } = this.#around;
    const { entity, descriptionId, method, userName, cancelable = false, parent } = request;
    const eventChainId = parent?.parts.eventChainId ?? events.nextKey;
    const task = new Task({
      moRef: moids.task(descriptionId),
      descriptionId,
      method,
      entity,
      userName,
      cancelable,
      parent,
      eventChainId,
      queueTime: timestamps.next(),
    });
    events.add({
      type: 'TaskEvent',
      message: `Task: ${method.replace(/_Task$/, '')}`,
      userName,
      entity,
      chainId: eventChainId,
      fields: { info: task.info },
    });
    inventory.add(task);
    this.#remember(task);
    entity.recentTasks = shorten([...entity.recentTasks, task]);
    inventory.touch(entity);
    void this.#run(task, request);
    return task;
  }

  /**
   * Calls a task off: it ends in the error RequestCanceled (API reference, Task.CancelTask).
   *
   * @throws Refusal NotSupported where it cannot be called off, InvalidState where it is over
   */
  cancel(task: Task): void {
    if (task.isOver) {
      throw invalidState();
    }
    if (!task.parts.cancelable) {
      throw notSupported('');
    }
    task.cancel();
    this.#around.inventory.touch(task);
  }

  /** Removes tasks from all that clients can read. Their work goes on. */
  forget(...tasks: readonly Task[]): void {
    const forgotten: ReadonlySet<unknown> = new Set(tasks);
    this.#recent = this.#recent.filter((task) => !forgotten.has(task));
    for (const task of tasks) {
      const { entity } = task.parts;
      entity.recentTasks = entity.recentTasks.filter((one) => !forgotten.has(one));
      this.#around.inventory.remove(task);
      this.#around.inventory.touch(entity);
    }
  }

  /** Never rejects: what goes wrong in a task is the task's error. */
  async #run(task: Task, request: TaskRequest): Promise<void> {
    const { inventory, timestamps, taskMs, closing } = this.#around;
    const signal = AbortSignal.any([closing, task.cancelled]);
    try {
      // The client is to have the reference before anything can be seen of the task.
      await delay(0, undefined, { signal });
      task.state = 'running';
      task.startTime = timestamps.next();
      inventory.touch(task);
      await delay(taskMs, undefined, { signal });
    } catch {
      if (closing.aborted) {
        // Nobody will ask for this task again.
        return;
      }
    }
    try {
      if (task.cancelled.aborted) {
        throw new Refusal('RequestCanceled', 'The task was canceled by a user.');
      }
      task.result = await request.work(task);
      task.state = 'success';
    } catch (error) {
      task.error = localized(asRefusal(error));
      task.state = 'error';
    }
    task.completeTime = timestamps.next();
    request.onOver?.();
    inventory.touch(task, request.entity);
  }

  #remember(task: Task): void {
    this.#recent = shorten([...this.#recent, task]);
    this.#history.push(task);
    if (this.#history.length > 2 * historyCount) {
      this.#history = this.#history.slice(-historyCount);
    }
  }
}

/** A mistake of the simulator's own shows as real servers show theirs, with its words. */
function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal
    ? error
    : new Refusal('RuntimeFault', `A general system error occurred: ${String(error)}`);
}

/** Drops the oldest that are over; what is under way always stays. */
function shorten<T>(tasks: readonly T[]): readonly T[] {
  const over = tasks.filter((task) => task instanceof Task && task.isOver);
  const dropped = new Set(over.slice(0, Math.max(0, over.length - recentCount)));
  return tasks.filter((task) => !dropped.has(task));
}
