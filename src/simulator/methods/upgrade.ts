import { VirtualMachine } from '../model/virtual-machine.ts';
import { upgradedHardware } from '../rules/upgrade.ts';
import { type Method, methodsOf } from './method.ts';
import { startVmTask } from './vm-task.ts';

export const upgradeMethods: readonly Method[] = methodsOf(
  VirtualMachine,
  {
    /** There is no way back: nothing makes hardware older. */
    UpgradeVM_Task(vm, { version }, call) {
      call.access.require(vm, 'VirtualMachine.Config.UpgradeVirtualHardware');
      const task = startVmTask(call, {
        vm,
        descriptionId: 'VirtualMachine.upgradeVirtualHardware',
        work() {
          vm.state.hardwareVersion = upgradedHardware(vm, version);
          vm.state.changeVersion = call.world.timestamps.next();
          return undefined;
        },
      });
      return task.moRef;
    },
  },
  { writes: true },
);
