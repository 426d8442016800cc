import { setTimeout as delay } from 'node:timers/promises';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import { moveChangeVersion } from '../rules/power.ts';
import type { World } from '../world.ts';

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
    void comeUp();
  }

  async function comeUp(): Promise<void> {
    try {
      await delay(Number(guestBoot), undefined, { signal: world.closing, ref: false });
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
