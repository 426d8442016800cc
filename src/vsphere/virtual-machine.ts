import type { CallOptions } from '../soap/index.ts';
import { formatMoRef, type MoRef, type VirtualMachineConfigSpec } from '../vim25/index.ts';
import type { Session } from './session.ts';
import type { TaskWatcher } from './task.ts';

/** Milliseconds for one task, unless the caller says otherwise. */
const defaultTaskDeadlineMs = 600_000;

/**
 * Reconfigures a VM and waits until that is done. All of the spec takes effect or nothing; that the task succeeded is no proof,
 * as a server silently ignores what the VM cannot do: read the configuration again.
 *
 * @throws TaskError (ConcurrentAccess where `changeVersion` is not the VM's), FaultError, TaskDeadlineError, ExchangeError
 */
export function reconfigure(
  session: Session,
  tasks: TaskWatcher,
  vm: MoRef,
  spec: VirtualMachineConfigSpec,
  options: CallOptions = {},
): Promise<void> {
  const description = `ReconfigVM_Task on ${formatMoRef(vm)}`;
  return tasks.run(() => session.call('ReconfigVM_Task', vm, { spec }, options), {
    description,
    deadlineMs: defaultTaskDeadlineMs,
  });
}
