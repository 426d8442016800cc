import { faultOf } from '../errors.ts';
import type { MoRef, UpdateSet } from '../vim25/index.ts';
import type { Session } from './session.ts';
import { taskPaths } from './task-state.ts';

/** Seconds that the server holds an answer back for: well below what proxies cut off. */
const maxWaitSeconds = 30;

/** Milliseconds until that answer has to be there, whatever the deadline of other calls. */
const answerDeadlineMs = 60_000;

/** A property filter over a ListView of tasks: what the server keeps for one who waits for many. It ends with the session. */
export class TaskView {
  /** The session's, when it was opened. */
  readonly generation: number;
  readonly #session: Session;
  readonly #collector: MoRef;
  readonly #view: MoRef;
  #version = '';

  private constructor(session: Session, generation: number, collector: MoRef, view: MoRef) {
    this.#session = session;
    this.generation = generation;
    this.#collector = collector;
    this.#view = view;
  }

  /** Opens it empty: vCenter says only of tasks that are added later which of them it does not know. */
  static async open(session: Session): Promise<TaskView> {
    const { propertyCollector } = session.content;
    const { generation } = session;
    const collector = await session.call('CreatePropertyCollector', propertyCollector, {});
    const view = await session.call('CreateListView', session.manager('viewManager'), {});
    const selectSet = [{ _type: 'TraversalSpec', type: 'ListView', path: 'view' }];
    const spec = {
      propSet: [{ type: 'Task', pathSet: taskPaths }],
      objectSet: [{ obj: view, skip: true, selectSet }],
    };
    await session.call('CreateFilter', collector, { spec, partialUpdates: false });
    return new TaskView(session, generation, collector, view);
  }

  /** @returns those that the server no longer knows */
  async modify(add: readonly MoRef[], remove: readonly MoRef[]): Promise<readonly MoRef[]> {
    const unresolved = await this.#session.call('ModifyListView', this.#view, { add, remove });
    if (unresolved === undefined || unresolved.length === 0) {
      return [];
    }
    // vcsim keeps them in the view, and then cannot read it. A server that refuses this has not kept them.
    await this.#session
      .call('ModifyListView', this.#view, { remove: unresolved })
      .catch((error: unknown) => {
        if (faultOf(error) === undefined) {
          throw error;
        }
      });
    return unresolved;
  }

  /** Waits until something happens to any of them; undefined where nothing did for half a minute. */
  async nextUpdate(): Promise<UpdateSet | undefined> {
    const parameters = { version: this.#version, options: { maxWaitSeconds } };
    const options = { deadlineMs: answerDeadlineMs };
    const collector = this.#collector;
    const update = await this.#session.call('WaitForUpdatesEx', collector, parameters, options);
    this.#version = update?.version ?? this.#version;
    return update;
  }

  /** A failure is not told: a server does so itself when the session ends. */
  async destroy(): Promise<void> {
    const options = { deadlineMs: 10_000 };
    await Promise.allSettled([
      this.#session.call('DestroyPropertyCollector', this.#collector, {}, options),
      this.#session.call('DestroyView', this.#view, {}, options),
    ]);
  }
}
