import { cut, TaskError, UnreadableError } from '../errors.ts';
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

/** States of a task that goes on. */
const goesOn: readonly unknown[] = ['queued', 'running', undefined];

/** Ends the wait if the task is over, or if its state is none of vim25's: nothing would end it but the deadline. */
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
  } else if (!goesOn.includes(state)) {
    const shown = typeof state === 'string' ? `the state "${cut(state, 40)}"` : 'a state';
    reject(
      new UnreadableError(
        `the server gives ${formatMoRef(task)} ${shown}, which vim25 does not have`,
      ),
    );
  }
}
