import { whereabouts } from '../model/event-place.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { describeChanges } from '../rules/config-changes.ts';
import { privilegesFor } from '../rules/privileges.ts';
import { reconfigure, refusalOfTemplate } from '../rules/reconfigure.ts';
import { type Method, methodsOf } from './method.ts';
import { recordEvent, startVmTask } from './vm-task.ts';

export const virtualMachineMethods: readonly Method[] = methodsOf(
  VirtualMachine,
  {
    ReconfigVM_Task(vm, { spec }, call) {
      const { timestamps, answers } = call.world;
      for (const privilege of privilegesFor(spec)) {
        call.access.require(vm, privilege);
      }
      const refusal = refusalOfTemplate(vm, spec);
      if (refusal !== undefined && answers.templateReconfigure === 'fault') {
        throw refusal;
      }
      const task = startVmTask(call, {
        vm,
        descriptionId: 'VirtualMachine.reconfigure',
        work(running) {
          const changes = describeChanges(vm, () => reconfigure(vm, spec, answers));
          if (changes !== undefined) {
            vm.state.changeVersion = timestamps.next();
            recordEvent(vm, call, {
              type: 'VmReconfiguredEvent',
              message: `Reconfigured ${whereabouts(vm)}.${changes.text}`,
              task: running,
              fields: { configSpec: spec, configChanges: changes.argument },
            });
          }
          return undefined;
        },
      });
      return task.moRef;
    },
  },
  { writes: true },
);
