import { TaskError } from '../errors.ts';
import {
  type AnyValue,
  formatMoRef,
  type LocalizedMethodFault,
  type MoRef,
  type PropertyChange,
  readFault,
  type TaskInfoState,
} from '../vim25/index.ts';

/** A task that is waited for, and what the server has reported of it so far. */
export interface Waiting {
  readonly task: MoRef;
  readonly description: string;
  state: TaskInfoState | undefined;
  error: LocalizedMethodFault | undefined;
  result: AnyValue | undefined;
  readonly resolve: (result: AnyValue | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes over what an update says of a task. */
export function applyChanges(waiting: Waiting, changes: readonly PropertyChange[]): void {
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

/** Ends the wait if the task is over. */
export function settle({
  task,
  description,
  state,
  error,
  result,
  resolve,
  reject,
}: Waiting): void {
  if (state === 'success') {
    resolve(result);
  } else if (state === 'error') {
    const fault = readFault(error ?? { fault: {}, localizedMessage: '' });
    reject(new TaskError(formatMoRef(task), description, fault));
  }
}
