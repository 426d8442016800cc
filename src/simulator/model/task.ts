import type { MoRef } from '../../vim25/moref.ts';
import type { AnyValue } from '../../vim25/value.ts';
import type { LocalizedMethodFault, TaskInfo, TaskInfoState, TaskReasonUser } from '../types.ts';
import type { ManagedEntity } from './managed-entity.ts';
import { ManagedObject, type Readers } from './managed-object.ts';

export interface TaskParts {
  readonly moRef: MoRef;
  /** `VirtualMachine.reconfigure` */
  readonly descriptionId: string;
  /** `ReconfigVM_Task` */
  readonly method: string;
  readonly entity: ManagedEntity;
  readonly userName: string;
  readonly eventChainId: number;
  readonly queueTime: string;
  /** Whether CancelTask is of any use. */
  readonly cancelable: boolean;
  /** The task that started this one. */
  readonly parent: Task | undefined;
}

export class Task extends ManagedObject {
  readonly parts: TaskParts;
  state: TaskInfoState = 'queued';
  startTime: string | undefined;
  completeTime: string | undefined;
  error: LocalizedMethodFault | undefined;
  result: AnyValue | undefined;
  readonly #cancel = new AbortController();

  constructor(parts: TaskParts) {
    super(parts.moRef);
    this.parts = parts;
  }

  get isOver(): boolean {
    return this.state === 'success' || this.state === 'error';
  }

  /** Fires when a client has called it off. */
  get cancelled(): AbortSignal {
    return this.#cancel.signal;
  }

  cancel(): void {
    this.#cancel.abort();
  }

  get root(): Task {
    return this.parts.parent?.root ?? this;
  }

  get info(): TaskInfo {
    return info(this);
  }

  override read(property: string): unknown {
    return readers[property]?.(this);
  }
}

const readers: Readers<Task> = { info, availableField: () => [], value: () => [] };

/** The fields of a task that is over (docs/facts.md#task-info). */
function info(task: Task): TaskInfo {
  const { parts, state, error, result } = task;
  return {
    key: parts.moRef.value,
    task: parts.moRef,
    name: parts.method,
    descriptionId: parts.descriptionId,
    entity: parts.entity.moRef,
    entityName: parts.entity.name,
    state,
    cancelled: task.cancelled.aborted,
    cancelable: parts.cancelable && !task.isOver,
    ...(error !== undefined && { error }),
    ...(result !== undefined && { result }),
    ...(state === 'running' && { progress: 0 }),
    reason: byUser(parts.userName),
    queueTime: parts.queueTime,
    ...(task.startTime !== undefined && { startTime: task.startTime }),
    ...(task.completeTime !== undefined && { completeTime: task.completeTime }),
    eventChainId: parts.eventChainId,
    ...(parts.parent !== undefined && {
      parentTaskKey: parts.parent.moRef.value,
      rootTaskKey: task.root.moRef.value,
    }),
  };
}

function byUser(userName: string): TaskReasonUser {
  return { _type: 'TaskReasonUser', userName };
}
