import { cut, TaskError, UnreadableError, VsphereError } from '../errors.ts';
import {
  type AnyValue,
  formatMoRef,
  type LocalizedMethodFault,
  type MoRef,
  readFault,
  type TaskInfoState,
} from '../vim25/index.ts';

/** What is asked of a task that is waited for. */
export const taskPaths = ['info.state', 'info.error', 'info.result'] as const;

/** A task that is waited for, and what the server has reported of it so far. */
export interface Waiting {
  readonly task: MoRef;
  readonly description: string;
  /** When it was handed in, by `performance.now()`. */
  readonly since: number;
  /** Fires when nobody waits for it any more. */
  readonly signal: AbortSignal;
  state: TaskInfoState | undefined;
  error: LocalizedMethodFault | undefined;
  result: AnyValue | undefined;
  readonly resolve: (result: AnyValue | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes over what a read, or an update, shows of a task. */
export function takeProperties(
  waiting: Waiting,
  properties: Iterable<readonly [name: string, value: AnyValue | undefined]>,
): void {
  for (const [name, value] of properties) {
    if (name === 'info.state') {
      waiting.state = value as TaskInfoState | undefined;
    } else if (name === 'info.error') {
      waiting.error = value as LocalizedMethodFault | undefined;
    } else if (name === 'info.result') {
      waiting.result = value;
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

/** Ends the wait for a task that the server no longer knows: it forgets them some minutes after their end. */
export function rejectAsGone({ task, reject }: Waiting): void {
  reject(new VsphereError('TASK_GONE', `the server no longer knows ${formatMoRef(task)}`));
}
