import { setTimeout as delay } from 'node:timers/promises';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { toolsRun } from '../model/vm-guest.ts';
import { taskInProgress, toolsUnavailable } from '../refusal.ts';
import { refusalOfPower } from '../rules/power.ts';
import { rebootGuest } from './guest-boot.ts';
import { type Call, type Method, methodsOf } from './method.ts';
import { runScheduledUpgrade } from './scheduled-upgrade.ts';
import { turnOff } from './turn-off.ts';
import { recordEvent, requireEnabled, requireReachable } from './vm-task.ts';

/** @throws Refusal where the guest cannot be asked for anything now */
function requireGuest(vm: VirtualMachine, { method, world: { answers } }: Call): void {
  requireReachable(vm);
  requireEnabled(vm, method);
  const isRefused = answers.guestWhileBusy === 'TaskInProgress';
  const held = isRefused && vm.busy ? taskInProgress(vm.busy.moRef) : undefined;
  const refusal = refusalOfPower(vm, 'guest') ?? held;
  if (refusal !== undefined) {
    throw refusal;
  }
  if (!toolsRun(vm.state)) {
    throw toolsUnavailable();
  }
}

/** The guest goes off in its own time, unless something else has ended this run before. */
async function goOff(vm: VirtualMachine, afterMs: number, call: Call): Promise<void> {
  const run = vm.state.running;
  try {
    await delay(afterMs, undefined, { signal: call.world.closing, ref: false });
  } catch {
    // The server is being closed.
    return;
  }
  if (run !== undefined && vm.state.running === run) {
    turnOff(vm, call.world);
    runScheduledUpgrade(vm, { isSoft: true }, call);
    recordEvent(vm, call, { type: 'VmPoweredOffEvent', says: 'is powered off' });
  }
}

export const guestPowerMethods: readonly Method[] = methodsOf(
  VirtualMachine,
  {
    /** Returns at once: that the guest is off has to be watched. */
    ShutdownGuest(vm, _parameters, call) {
      call.access.require(vm, 'VirtualMachine.Interact.PowerOff');
      requireGuest(vm, call);
      const afterMs = call.fault.guestShutdown ?? vm.state.guestShutdown;
      recordEvent(vm, call, {
        type: 'VmGuestShutdownEvent',
        message: `Guest OS shut down for ${vm.name} on ${vm.host.name}`,
      });
      if (afterMs === 'reboots') {
        rebootGuest(vm, call.world);
      } else if (afterMs !== 'never') {
        void goOff(vm, afterMs, call);
      }
      return undefined;
    },
    /** The VM's process stays, and with it what it was started with: no new configuration takes effect. */
    RebootGuest(vm, _parameters, call) {
      call.access.require(vm, 'VirtualMachine.Interact.Reset');
      requireGuest(vm, call);
      recordEvent(vm, call, {
        type: 'VmGuestRebootEvent',
        message: `Guest OS reboot for ${vm.name} on ${vm.host.name}`,
      });
      rebootGuest(vm, call.world);
      return undefined;
    },
  },
  { writes: true },
);
