import { completeFault, type FaultData } from '../../src/simulator/fault-data.ts';
import { simulatorSchema } from '../../src/simulator/wire/schema.ts';

/** A fault with what it cannot be without; undefined where it needs more than texts. */
function complete(_type: string): FaultData | undefined {
  try {
    return completeFault({ _type });
  } catch {
    return undefined;
  }
}

/** What a call or a task may end in, of each type that needs no more than texts, and the one that a busy VM has. */
export const taskFaults: readonly FaultData[] = [
  ...[...simulatorSchema.typesThatAre('MethodFault')]
    .map(complete)
    .filter((one) => one !== undefined),
  { _type: 'TaskInProgress', task: { type: 'Task', value: 'task-0' } },
];
