import { VsphereError } from '../errors.ts';
import type { CallOptions } from '../soap/index.ts';
import {
  type ClusterPowerOnVmResult,
  formatMoRef,
  type MoRef,
  type VirtualMachineConfigSpec,
} from '../vim25/index.ts';
import type { Session } from './session.ts';
import type { RunTask } from './task.ts';

/**
 * Reconfigures a VM and waits until that is done. All of the spec takes effect or nothing; that the task succeeded is no proof,
 * as a server silently ignores what the VM cannot do: read the configuration again.
 *
 * @throws TaskError (ConcurrentAccess where `changeVersion` is not the VM's), FaultError, TaskUnknownError, ExchangeError
 */
export async function reconfigure(
  session: Session,
  runTask: RunTask,
  vm: MoRef,
  spec: VirtualMachineConfigSpec,
  options: CallOptions = {},
): Promise<void> {
  const description = `ReconfigVM_Task on ${formatMoRef(vm)}`;
  await runTask(() => session.call('ReconfigVM_Task', vm, { spec }, options), { description });
}

/**
 * Powers a VM on. That the task succeeded is no proof: read runtime.powerState.
 *
 * @param host where; without it where the VM is
 * @throws TaskError, FaultError, TaskUnknownError, ExchangeError
 */
export async function powerOn(
  session: Session,
  runTask: RunTask,
  vm: MoRef,
  host?: MoRef,
): Promise<void> {
  const description = `PowerOnVM_Task on ${formatMoRef(vm)}`;
  const parameters = host === undefined ? {} : { host };
  await runTask(() => session.call('PowerOnVM_Task', vm, parameters), { description });
}

/**
 * Powers a VM on where DRS wants it, as vCenter has it done since 5.1.
 *
 * @returns whether the start is known to be over. The server need not name its task (ClusterAttemptedVmInfo.task is optional): then
 * only the power state tells.
 * @throws VsphereError (NOT_ATTEMPTED) where the VM was only recommended to be powered on (manual DRS), or not tried at all; what
 * powerOn throws
 */
export async function powerOnByDrs(
  session: Session,
  runTask: RunTask,
  datacenter: MoRef,
  vm: MoRef,
): Promise<boolean> {
  const description = `PowerOnMultiVM_Task for ${formatMoRef(vm)}`;
  const result = (await runTask(
    () => session.call('PowerOnMultiVM_Task', datacenter, { vm: [vm] }),
    { description },
  )) as ClusterPowerOnVmResult | undefined;
  // The task that has succeeded is only the one that has begun the others.
  const { attempted = [], notAttempted = [], recommendations = [] } = result ?? {};
  const attempt = attempted.find((one) => one.vm.value === vm.value);
  const refused = notAttempted.find((one) => one.vm.value === vm.value);
  if (attempt === undefined && (refused !== undefined || recommendations.length > 0)) {
    const why = refused?.fault.localizedMessage ?? 'it is only recommended (manual DRS)';
    throw new VsphereError('NOT_ATTEMPTED', `${formatMoRef(vm)} was not powered on: ${why}`);
  }
  if (attempt?.task === undefined) {
    return false;
  }
  const { task } = attempt;
  await runTask(async () => task, { description: `PowerOnVM_Task on ${formatMoRef(vm)}` });
  return true;
}

/** @throws TaskError, FaultError, TaskUnknownError, ExchangeError */
export async function powerOff(session: Session, runTask: RunTask, vm: MoRef): Promise<void> {
  const description = `PowerOffVM_Task on ${formatMoRef(vm)}`;
  await runTask(() => session.call('PowerOffVM_Task', vm, {}), { description });
}

/**
 * Asks the guest to shut down, and returns at once: runtime.powerState tells when it is off, if ever. It cannot be recalled.
 *
 * @throws FaultError (ToolsUnavailable), ExchangeError
 */
export async function shutdownGuest(session: Session, vm: MoRef): Promise<void> {
  await session.call('ShutdownGuest', vm, {});
}

/** @throws TaskError (AlreadyUpgraded among them), FaultError, TaskUnknownError, ExchangeError */
export async function upgradeHardware(
  session: Session,
  runTask: RunTask,
  vm: MoRef,
  version: string,
): Promise<void> {
  const description = `UpgradeVM_Task on ${formatMoRef(vm)}`;
  await runTask(() => session.call('UpgradeVM_Task', vm, { version }), { description });
}
