import { setTimeout as delay } from 'node:timers/promises';
import type { AnyValue } from '../vim25/value.ts';
import type { Timestamps } from './clock.ts';
import type { Inventory } from './model/inventory.ts';
import type { ManagedEntity } from './model/managed-entity.ts';
import type { Moids } from './model/moids.ts';
import { Task } from './model/task.ts';
import { localized } from './property-collector/content.ts';
import { Refusal } from './refusal.ts';

export interface TaskRequest {
  readonly entity: ManagedEntity;
  /** `ReconfigVM_Task` */
  readonly method: string;
  /** `VirtualMachine.reconfigure` */
  readonly descriptionId: string;
  readonly userName: string;
  /** What the task does, once it runs. A Refusal that it throws becomes the task's error, its value the result. */
  readonly work: () => AnyValue | undefined;
  /** Called when the task is over, before anybody can see it. */
  readonly onOver?: () => void;
}

/** How many tasks that are over stay in `recentTask`. */
const recentCount = 5;

/** Starts tasks and sees them through: queued, running, then success or error. */
export class Tasks {
  readonly #inventory: Inventory;
  readonly #timestamps: Timestamps;
  readonly #moids: Moids;
  readonly #taskMs: number;
  readonly #closing: AbortSignal;
  #recent: readonly Task[] = [];
  #events = 0;

  /** @param taskMs how long a task runs before its work is done */
  constructor(
    inventory: Inventory,
    timestamps: Timestamps,
    moids: Moids,
    taskMs: number,
    closing: AbortSignal,
  ) {
    this.#inventory = inventory;
    this.#timestamps = timestamps;
    this.#moids = moids;
    this.#taskMs = taskMs;
    this.#closing = closing;
  }

  get recent(): readonly Task[] {
    return this.#recent;
  }

  start(request: TaskRequest): Task {
    this.#events += 1;
    const task = new Task({
      moRef: this.#moids.task(request.descriptionId),
      descriptionId: request.descriptionId,
      method: request.method,
      entity: request.entity,
      userName: request.userName,
      eventChainId: this.#events,
      queueTime: this.#timestamps.next(),
    });
    this.#inventory.add(task);
    this.#recent = shorten([...this.#recent, task]);
    request.entity.recentTasks = shorten([...request.entity.recentTasks, task]);
    this.#inventory.touch(request.entity);
    void this.#run(task, request);
    return task;
  }

  /** Never rejects: what goes wrong in a task is the task's error. */
  async #run(task: Task, request: TaskRequest): Promise<void> {
    try {
      // The client is to have the reference before anything can be seen of the task.
      await delay(0, undefined, { signal: this.#closing });
      task.state = 'running';
      task.startTime = this.#timestamps.next();
      this.#inventory.touch(task);
      await delay(this.#taskMs, undefined, { signal: this.#closing });
    } catch {
      // The server is being closed: nobody will ask for this task again.
      return;
    }
    try {
      task.result = request.work();
      task.state = 'success';
    } catch (error) {
      task.error = localized(asRefusal(error));
      task.state = 'error';
    }
    task.completeTime = this.#timestamps.next();
    request.onOver?.();
    this.#inventory.touch(task, request.entity);
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
