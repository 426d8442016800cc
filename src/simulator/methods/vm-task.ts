import type { AnyValue } from '../../vim25/value.ts';
import { whereabouts } from '../model/event-place.ts';
import type { Task } from '../model/task.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import {
  hostNotConnected,
  injected,
  invalidState,
  methodDisabled,
  questionPending,
  type Refusal,
  taskInProgress,
} from '../refusal.ts';
import type { Call } from './method.ts';

interface VmWork {
  readonly vm: VirtualMachine;
  /** `VirtualMachine.reconfigure` */
  readonly descriptionId: string;
  /** `ReconfigVM_Task`, where it is not the method that was called. */
  readonly method?: string;
  readonly parent?: Task;
  readonly work: (task: Task) => AnyValue | undefined | Promise<AnyValue | undefined>;
}

/**
 * Starts a task on a VM: it has the VM to itself until it is over.
 *
 * @throws Refusal where the VM cannot be worked on now
 */
export function startVmTask(call: Call, request: VmWork): Task {
  const { vm, descriptionId, method = call.method, parent, work } = request;
  const { tasks, answers } = call.world;
  requireReachable(vm);
  requireEnabled(vm, method);
  const busy = vm.busy && taskInProgress(vm.busy.moRef);
  if (busy !== undefined && answers.busyVm === 'fault') {
    throw busy;
  }
  const failure: Refusal | undefined =
    busy ?? (call.fault.taskFault && injected(call.fault.taskFault));
  const task = tasks.start({
    entity: vm,
    method,
    descriptionId,
    userName: call.session.user.name,
    ...(parent !== undefined && { parent }),
    work(running) {
      if (failure !== undefined) {
        throw failure;
      }
      return work(running);
    },
    onOver() {
      vm.busy = vm.busy === task ? undefined : vm.busy;
    },
  });
  vm.busy ??= task;
  return task;
}

/** @throws Refusal HostNotConnected; InvalidState where its files cannot be reached; QuestionPending */
export function requireReachable(vm: VirtualMachine): void {
  if (!vm.host.answers) {
    throw hostNotConnected();
  }
  if (vm.connectionState === 'inaccessible') {
    throw invalidState();
  }
  if (vm.question !== undefined) {
    throw questionPending(vm.question.text);
  }
}

/** @throws Refusal MethodDisabled where another product has switched the method off on the VM */
export function requireEnabled({ state }: VirtualMachine, method: string): void {
  if (state.disabledMethods.includes(method)) {
    throw methodDisabled();
  }
}

/** Tells of something that happened to a VM, and that its properties have changed. */
export function recordEvent(vm: VirtualMachine, call: Call, event: VmHappening): void {
  const { events, inventory } = call.world;
  events.add({
    type: event.type,
    message: event.message ?? `${whereabouts(vm)} ${event.says ?? ''}`,
    userName: call.session.user.name,
    entity: vm,
    chainId: event.task?.parts.eventChainId,
    fields: { template: vm.state.template, ...event.fields },
  });
  inventory.touch(vm);
}

interface VmHappening {
  readonly type: string;
  /** `is powered on`, after the VM's whereabouts. */
  readonly says?: string;
  /** In place of whereabouts and `says`. */
  readonly message?: string;
  readonly task?: Task;
  readonly fields?: object;
}
