import type { HostSystem } from '../model/host-system.ts';
import { answerBeforehand, type QuestionKind } from '../model/question.ts';
import type { Task } from '../model/task.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import { genericVmConfigFault, type Refusal } from '../refusal.ts';
import { moveChangeVersion } from '../rules/power.ts';
import {
  lacksVirtualization,
  refusalOfPowerOn,
  refusalWithoutVirtualization,
} from '../rules/power-on.ts';
import { bootGuest } from './guest-boot.ts';
import type { Call } from './method.ts';
import { recordEvent, startVmTask } from './vm-task.ts';

/** Starts the task that powers a VM on, on its own host or on another. */
export function startPowerOn(
  vm: VirtualMachine,
  host: HostSystem,
  call: Call,
  parent?: Task,
): Task {
  return startVmTask(call, {
    vm,
    method: 'PowerOnVM_Task',
    descriptionId: 'VirtualMachine.powerOn',
    ...(parent !== undefined && { parent }),
    async work(task) {
      try {
        await powerOn(vm, host, call, task);
      } catch (error) {
        recordEvent(vm, call, {
          type: 'VmFailedToPowerOnEvent',
          says: 'failed to power on',
          task,
          fields: { reason: { fault: (error as Refusal).fault, localizedMessage: '' } },
        });
        throw error;
      }
      return undefined;
    },
  });
}

async function powerOn(
  vm: VirtualMachine,
  host: HostSystem,
  call: Call,
  task: Task,
): Promise<void> {
  const { answers, timestamps, inventory } = call.world;
  const refusal = refusalOfPowerOn(vm, host, call.world);
  if (refusal !== undefined) {
    throw refusal;
  }
  const resumes = vm.state.powerState === 'suspended';
  const lacks = lacksVirtualization(vm, host);
  recordEvent(vm, call, {
    type: resumes ? 'VmResumingEvent' : 'VmStartingEvent',
    says: resumes ? 'is resumed' : 'is starting',
    task,
  });
  const withoutIt = lacks && refusalWithoutVirtualization(vm, host, answers);
  if (withoutIt) {
    throw withoutIt;
  }
  if (lacks) {
    await settle('noVirtualization', vm, call, task);
  }
  if (call.fault.question !== undefined) {
    await settle(call.fault.question, vm, call, task);
  }
  if (vm.host !== host) {
    inventory.touch(vm.host, host);
    vm.moveTo(host);
  }
  vm.state.powerState = 'poweredOn';
  vm.state.runtime = {};
  vm.state.running = {
    nestedHV: vm.state.settings.nestedHVEnabled === true && !lacks,
    guest: { isUp: true },
  };
  if (!resumes) {
    vm.state.bootTime = timestamps.next();
    bootGuest(vm, call.world);
  }
  moveChangeVersion(vm, call.world, 'on');
  recordEvent(vm, call, { type: 'VmPoweredOnEvent', says: 'is powered on', task });
}

/**
 * Asks a question and waits for the answer, which the VM's configuration may give beforehand.
 *
 * @throws Refusal GenericVmConfigFault where the answer is not to go on
 */
async function settle(
  kind: QuestionKind,
  vm: VirtualMachine,
  call: Call,
  task: Task,
): Promise<void> {
  let goesOn = answerBeforehand(kind, vm.state.extraConfig);
  if (goesOn === undefined) {
    const question = vm.ask(kind);
    recordEvent(vm, call, {
      type: 'VmMessageEvent',
      message: `Message on ${vm.name} on ${vm.host.name}: ${question.text}`,
      task,
      fields: { message: question.text },
    });
    goesOn = await question.answered;
  }
  if (!goesOn) {
    throw genericVmConfigFault('The power-on was ended by the answer to a question.');
  }
}
