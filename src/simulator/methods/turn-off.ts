import type { VirtualMachine } from '../model/virtual-machine.ts';
import { moveChangeVersion } from '../rules/power.ts';
import type { World } from '../world.ts';

export function turnOff(vm: VirtualMachine, world: World): void {
  vm.state.powerState = 'poweredOff';
  vm.state.running = undefined;
  vm.state.bootTime = undefined;
  moveChangeVersion(vm, world, 'off');
  vm.state.runtime = {};
}
