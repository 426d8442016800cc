import { HostSystem } from '../model/host-system.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { invalidArgument } from '../refusal.ts';
import { refusalOfPower } from '../rules/power.ts';
import { bootGuest } from './guest-boot.ts';
import { type Call, type Method, methodsOf } from './method.ts';
import { startPowerOn } from './power-on.ts';
import { runScheduledUpgrade } from './scheduled-upgrade.ts';
import { turnOff } from './turn-off.ts';
import { recordEvent, requireEnabled, startVmTask } from './vm-task.ts';

interface Change {
  readonly descriptionId: string;
  readonly action: 'powerOff' | 'suspend' | 'reset';
  readonly before: { readonly type: string; readonly says: string };
  /** What is told when it is done; a reset has no such event. */
  readonly after?: { readonly type: string; readonly says: string };
  readonly apply: (vm: VirtualMachine) => void;
}

function startChange(vm: VirtualMachine, call: Call, change: Change) {
  const { descriptionId, action, before, after, apply } = change;
  const task = startVmTask(call, {
    vm,
    descriptionId,
    work(running) {
      const refusal = refusalOfPower(vm, action);
      if (refusal !== undefined) {
        throw refusal;
      }
      recordEvent(vm, call, { ...before, task: running });
      apply(vm);
      if (after !== undefined) {
        recordEvent(vm, call, { ...after, task: running });
      }
      return undefined;
    },
  });
  return task.moRef;
}

/** The host that PowerOnVM_Task names has to belong to what the VM's own belongs to (API reference). */
function chosenHost(
  vm: VirtualMachine,
  moRef: { readonly type: string; readonly value: string } | undefined,
  call: Call,
): HostSystem {
  const host = moRef === undefined ? vm.host : call.access.get(moRef);
  if (!(host instanceof HostSystem) || host.parent !== vm.host.parent) {
    throw invalidArgument('host');
  }
  return host;
}

export const powerMethods: readonly Method[] = methodsOf(
  VirtualMachine,
  {
    PowerOnVM_Task(vm, { host }, call) {
      call.access.require(vm, 'VirtualMachine.Interact.PowerOn');
      return startPowerOn(vm, chosenHost(vm, host, call), call).moRef;
    },
    PowerOffVM_Task(vm, _parameters, call) {
      call.access.require(vm, 'VirtualMachine.Interact.PowerOff');
      return startChange(vm, call, {
        descriptionId: 'VirtualMachine.powerOff',
        action: 'powerOff',
        before: { type: 'VmStoppingEvent', says: 'is stopping' },
        after: { type: 'VmPoweredOffEvent', says: 'is powered off' },
        apply(off) {
          turnOff(off, call.world);
          runScheduledUpgrade(off, { isSoft: false }, call);
        },
      });
    },
    SuspendVM_Task(vm, _parameters, call) {
      call.access.require(vm, 'VirtualMachine.Interact.Suspend');
      return startChange(vm, call, {
        descriptionId: 'VirtualMachine.suspend',
        action: 'suspend',
        before: { type: 'VmSuspendingEvent', says: 'is being suspended' },
        after: { type: 'VmSuspendedEvent', says: 'is suspended' },
        apply({ state }) {
          state.powerState = 'suspended';
          state.running = undefined;
        },
      });
    },
    /** The VM's process stays, and with it what it was started with. */
    ResetVM_Task(vm, _parameters, call) {
      call.access.require(vm, 'VirtualMachine.Interact.Reset');
      return startChange(vm, call, {
        descriptionId: 'VirtualMachine.reset',
        action: 'reset',
        before: { type: 'VmResettingEvent', says: 'is reset' },
        apply: () => bootGuest(vm, call.world),
      });
    },
    /** The first client that answers is heard; a second one finds no question (API reference, VirtualMachine.AnswerVM). */
    AnswerVM(vm, { questionId, answerChoice }, call) {
      call.access.require(vm, 'VirtualMachine.Interact.AnswerQuestion');
      requireEnabled(vm, call.method);
      const { question } = vm;
      if (question === undefined || question.id !== questionId) {
        throw invalidArgument('questionId');
      }
      const goesOn = question.answer(answerChoice);
      if (goesOn === undefined) {
        throw invalidArgument('answerChoice');
      }
      vm.question = undefined;
      call.world.inventory.touch(vm);
      if (!goesOn && question.kind === 'outOfSpace') {
        turnOff(vm, call.world);
        recordEvent(vm, call, { type: 'VmPoweredOffEvent', says: 'is powered off' });
      }
      return undefined;
    },
  },
  { writes: true },
);
