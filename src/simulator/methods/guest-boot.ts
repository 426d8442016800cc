import { setTimeout as delay } from 'node:timers/promises';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import { moveChangeVersion } from '../rules/power.ts';
import type { World } from '../world.ts';
import { turnOff } from './turn-off.ts';

/** The guest reboots by itself or is asked to: the VM's process stays, unless config.rebootPowerOff ends it. */
export function rebootGuest(vm: VirtualMachine, world: World): void {
  if (vm.state.settings.rebootPowerOff === true) {
    turnOff(vm, world);
    world.inventory.touch(vm);
    return;
  }
  bootGuest(vm, world);
}

/** Starts the guest's system, again where it ran: Tools stop, and run once it is up. The VM's own process stays as it is. */
export function bootGuest(vm: VirtualMachine, world: World): void {
  const { running, guestBoot } = vm.state;
  if (running === undefined) {
    return;
  }
  const guest = { isUp: guestBoot === 0 };
  running.guest = guest;
  world.inventory.touch(vm);
  if (guestBoot !== 'never' && guestBoot > 0) {
    void comeUp(guestBoot);
  }

  async function comeUp(afterMs: number): Promise<void> {
    try {
      await delay(afterMs, undefined, { signal: world.closing, ref: false });
    } catch {
      // The server is being closed.
      return;
    }
    guest.isUp = true;
    if (vm.state.running?.guest === guest) {
      moveChangeVersion(vm, world, 'tools');
      world.inventory.touch(vm);
    }
  }
}
