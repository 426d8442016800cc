import type { Simulator } from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { addHost, register, removeHost, unregister } from '../../src/simulator/registration.ts';

export function vmsOf({ model }: Simulator): readonly VirtualMachine[] {
  return [...model.inventory.objects()].filter((one) => one instanceof VirtualMachine);
}

/** @throws Error where there is none */
export function vmNamed(simulator: Simulator, name: string): VirtualMachine {
  const found = vmsOf(simulator).find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`there is no VM ${name}`);
  }
  return found;
}

export function unregisterVm(simulator: Simulator, name = 'vm'): void {
  unregister(vmNamed(simulator, name), simulator.model);
}

/** Gives a VM a new moid. */
export function registerVmAgain(simulator: Simulator, name = 'vm'): void {
  const vm = vmNamed(simulator, name);
  unregister(vm, simulator.model);
  register(vm, simulator.model);
}

/** Removes the host of a VM. @returns adds it again, with new moids for it and its VMs */
export function removeHostOf(simulator: Simulator, name = 'vm'): () => void {
  const { host } = vmNamed(simulator, name);
  const vms = removeHost(host, simulator.model);
  return () => addHost(host, vms, simulator.model);
}
