import type { CallOptions } from '../soap/index.ts';
import {
  type CheckResult,
  formatMoRef,
  type LocalizedMethodFault,
  type MoRef,
  type VirtualMachineConfigSpec,
} from '../vim25/index.ts';
import type { Session } from './session.ts';
import type { RunTask } from './task.ts';

/**
 * What vCenter (6.7 and later) says would go wrong if a VM were reconfigured so.
 *
 * @returns the errors that it found; undefined where the server has no such checker
 * @throws TaskError, FaultError, TaskUnknownError, ExchangeError
 */
export function checkVmConfig(
  session: Session,
  runTask: RunTask,
  vm: MoRef,
  spec: VirtualMachineConfigSpec,
  options: CallOptions = {},
): Promise<readonly LocalizedMethodFault[] | undefined> {
  return check(session, runTask, `CheckVmConfig_Task for ${formatMoRef(vm)}`, (checker) =>
    session.call('CheckVmConfig_Task', checker, { vm, spec }, options),
  );
}

/** What vCenter (6.7 and later) says would keep a VM from being powered on; as checkVmConfig. */
export function checkPowerOn(
  session: Session,
  runTask: RunTask,
  vm: MoRef,
  host: MoRef | undefined,
  options: CallOptions = {},
): Promise<readonly LocalizedMethodFault[] | undefined> {
  const where = host === undefined ? {} : { host };
  return check(session, runTask, `CheckPowerOn_Task for ${formatMoRef(vm)}`, (checker) =>
    session.call('CheckPowerOn_Task', checker, { vm, ...where }, options),
  );
}

async function check(
  session: Session,
  runTask: RunTask,
  description: string,
  start: (checker: MoRef) => Promise<MoRef>,
): Promise<readonly LocalizedMethodFault[] | undefined> {
  const checker = session.content.vmCompatibilityChecker;
  if (checker === undefined) {
    return undefined;
  }
  const results = (await runTask(() => start(checker), { description })) as
    | readonly CheckResult[]
    | undefined;
  return (results ?? []).flatMap(({ error = [] }) => error);
}
