import type { MoRef } from '../../vim25/moref.ts';
import { Guest } from '../guest/guest.ts';
import { Singleton } from '../model/service.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { guestSystem, toolsRun } from '../model/vm-guest.ts';
import {
  guestOperationsUnavailable,
  invalidGuestLogin,
  invalidPowerState,
  managedObjectNotFound,
} from '../refusal.ts';
import type { GuestAuthentication, NamePasswordAuthentication } from '../types.ts';
import { type Call, type Method, methodsOf } from './method.ts';
import { requireReachable } from './vm-task.ts';

type Privilege = 'Execute' | 'Modify' | 'Query';

/** The user of a guest that may come in. */
interface Visit {
  readonly guest: Guest;
  readonly userName: string;
}

/**
 * Goes into a guest: the caller needs the right, the VM has to run with Tools, and the guest has to know the user.
 *
 * @throws Refusal
 */
export function enter(
  moRef: MoRef,
  auth: GuestAuthentication,
  privilege: Privilege,
  call: Call,
): Visit {
  const vm = call.access.get(moRef);
  if (!(vm instanceof VirtualMachine)) {
    throw managedObjectNotFound(moRef);
  }
  call.access.require(vm, `VirtualMachine.GuestOperations.${privilege}`);
  requireReachable(vm);
  const { state } = vm;
  if (state.powerState !== 'poweredOn') {
    throw invalidPowerState(state.powerState, 'poweredOn');
  }
  if (!toolsRun(state)) {
    throw guestOperationsUnavailable();
  }
  const { username, password } = auth as Partial<NamePasswordAuthentication>;
  const { user, password: expected } = state.guestLogin;
  if (username !== user || password !== expected) {
    throw invalidGuestLogin();
  }
  return { guest: guestOf(vm, call), userName: user };
}

const guests = new WeakMap<object, Guest>();
const disks = new WeakMap<VirtualMachine, Map<string, Buffer>>();

function diskOf(vm: VirtualMachine): Map<string, Buffer> {
  const disk = disks.get(vm) ?? new Map<string, Buffer>();
  disks.set(vm, disk);
  return disk;
}

/** A guest lasts as long as the run of its VM, its disk as long as the VM. */
function guestOf(vm: VirtualMachine, call: Call): Guest {
  const { state, host } = vm;
  const run = state.running ?? {};
  let guest = guests.get(run);
  if (guest === undefined) {
    const machine = {
      vendor: host.hardware.vendor,
      cpus: state.numCPU,
      nestedHV: state.running?.nestedHV === true,
      system: guestSystem(state),
    };
    guest = new Guest(machine, diskOf(vm), call.world.timestamps.now());
    guests.set(run, guest);
  }
  return guest;
}

export const guestOperationMethods: readonly Method[] = [
  ...methodsOf(
    Singleton,
    {
      ValidateCredentialsInGuest(_self, { vm, auth }, call) {
        enter(vm, auth, 'Query', call);
        return undefined;
      },
    },
    { managedType: 'GuestAuthManager', writes: true },
  ),
  ...methodsOf(
    Singleton,
    {
      StartProgramInGuest(_self, { vm, auth, spec }, call) {
        const { guest, userName } = enter(vm, auth, 'Execute', call);
        return guest.start(spec, userName, call.world.timestamps.now());
      },
      ListProcessesInGuest(_self, { vm, auth, pids = [] }, call) {
        const { guest } = enter(vm, auth, 'Query', call);
        return guest.processes(pids, call.world.timestamps.now());
      },
    },
    { managedType: 'GuestProcessManager', writes: true },
  ),
];
