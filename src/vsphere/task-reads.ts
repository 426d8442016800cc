import { setTimeout as sleep } from 'node:timers/promises';
import type { MoRef } from '../vim25/index.ts';
import { propertiesOf, retrieveObjects } from './property-collector.ts';
import type { Session } from './session.ts';
import { rejectAsGone, settle, takeProperties, taskPaths, type Waiting } from './task-state.ts';

/** Milliseconds until tasks that were just handed in are read first: a quick one is over by then. */
const beginMs = 20;

/** Milliseconds between two reads of the tasks that were handed in last. */
const pauseMs = 150;

/** How long, in milliseconds, a task is read again and again: it is worth no filter if it is over by then. */
export const readsForMs = 300;

/** Reads the tasks that have just begun, all in one request: most are over before a filter would stand. */
export class TaskReads {
  readonly #session: Session;
  readonly #gather: () => Promise<void>;
  readonly #onSlow: (waiting: Waiting) => void;
  readonly #young = new Map<string, Waiting>();
  #isReading: boolean = false;

  /**
   * @param gather waits until the methods under way have handed in their tasks
   * @param onSlow takes over a task that goes on, or that could not be read
   */
  constructor(session: Session, gather: () => Promise<void>, onSlow: (waiting: Waiting) => void) {
    this.#session = session;
    this.#gather = gather;
    this.#onSlow = onSlow;
  }

  add(waiting: Waiting): void {
    this.#young.set(waiting.task.value, waiting);
    if (!this.#isReading) {
      this.#isReading = true;
      void sleep(beginMs).then(() => this.#readOn());
    }
  }

  /** Nobody waits for it any more. */
  delete({ value }: MoRef): void {
    this.#young.delete(value);
  }

  /** Never rejects: whoever waits on has the patience for a server that is away. */
  async #readOn(): Promise<void> {
    while (this.#young.size > 0) {
      await this.#gather();
      const round = new Map(this.#young);
      const isRead = await this.#read(round).then(
        () => true,
        () => false,
      );
      // Those who waited go on now: what they start next belongs into the next read.
      await sleep(0);
      const now = performance.now();
      const goOn = [...round].filter(([moid]) => this.#young.has(moid));
      for (const [moid, waiting] of goOn) {
        if (!isRead || now - waiting.since >= readsForMs) {
          this.#young.delete(moid);
          this.#onSlow(waiting);
        }
      }
      if (goOn.some(([moid]) => this.#young.has(moid))) {
        await sleep(pauseMs);
      }
    }
    this.#isReading = false;
  }

  async #read(round: ReadonlyMap<string, Waiting>): Promise<void> {
    const unread = new Map(round);
    const tasks = [...round.values()].map(({ task }) => task);
    const propSet = [{ type: 'Task', pathSet: taskPaths }];
    for await (const content of retrieveObjects(this.#session, tasks, propSet)) {
      const waiting = unread.get(content.obj.value);
      if (waiting !== undefined) {
        unread.delete(content.obj.value);
        takeProperties(waiting, propertiesOf(content));
        settle(waiting);
      }
    }
    for (const waiting of unread.values()) {
      rejectAsGone(waiting);
    }
  }
}
