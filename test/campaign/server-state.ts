import type { Simulator } from '../../src/simulator/index.ts';
import type { Task } from '../../src/simulator/model/task.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';

/** What a VM is at the server, as far as a run may change it. */
export interface VmAtServer {
  readonly name: string;
  readonly powerState: string;
  readonly template: boolean;
  readonly nestedHV: boolean;
  readonly key: string | undefined;
}

/** The VMs of a server, in the order of their making. */
export function vmsOf({ model }: Simulator): VirtualMachine[] {
  return [...model.inventory.objects()].filter((one) => one instanceof VirtualMachine);
}

export function stateOf({ name, state }: VirtualMachine): VmAtServer {
  return {
    name,
    powerState: state.powerState,
    template: state.template,
    nestedHV: state.settings.nestedHVEnabled ?? false,
    key: state.extraConfig.get('campaign.key'),
  };
}

export function statesOf(simulators: readonly Simulator[]): Map<string, VmAtServer> {
  return new Map(
    simulators.flatMap((one) => vmsOf(one).map((vm) => [vm.name, stateOf(vm)] as const)),
  );
}

/** The tasks on a VM that had success, the oldest first. */
export function tasksOn(simulator: Simulator, vm: VirtualMachine): readonly Task[] {
  return simulator.model.tasks.history.filter(
    (task) => task.parts.entity === vm && task.state === 'success',
  );
}
