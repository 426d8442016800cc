import { VirtualMachine } from '../model/virtual-machine.ts';
import { taskInProgress } from '../refusal.ts';
import { privilegesFor } from '../rules/privileges.ts';
import { reconfigure, refusalOfTemplate } from '../rules/reconfigure.ts';
import { type Call, type Method, methodsOf } from './method.ts';

/** Starts a task on a VM: it has the VM to itself until it is over. */
function startTask(vm: VirtualMachine, call: Call, descriptionId: string, work: () => undefined) {
  const { tasks, answers } = call.world;
  const other = vm.busy;
  const refusal = other && taskInProgress(other.moRef);
  if (refusal !== undefined && answers.busyVm === 'fault') {
    throw refusal;
  }
  const task = tasks.start({
    entity: vm,
    method: call.method,
    descriptionId,
    userName: call.session.user.name,
    work() {
      if (refusal !== undefined) {
        throw refusal;
      }
      return work();
    },
    onOver() {
      vm.busy = vm.busy === task ? undefined : vm.busy;
    },
  });
  vm.busy ??= task;
  return task.moRef;
}

export const virtualMachineMethods: readonly Method[] = methodsOf(VirtualMachine, {
  ReconfigVM_Task(vm, { spec }, call) {
    const { inventory, timestamps, answers } = call.world;
    for (const privilege of privilegesFor(spec)) {
      call.access.require(vm, privilege);
    }
    const refusal = refusalOfTemplate(vm, spec);
    if (refusal !== undefined && answers.templateReconfigure === 'fault') {
      throw refusal;
    }
    return startTask(vm, call, 'VirtualMachine.reconfigure', () => {
      if (reconfigure(vm, spec, answers)) {
        vm.state.changeVersion = timestamps.next();
        inventory.touch(vm);
      }
      return undefined;
    });
  },
});
