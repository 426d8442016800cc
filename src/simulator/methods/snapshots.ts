import type { MoRef } from '../../vim25/moref.ts';
import { restoreState, Snapshot } from '../model/snapshot.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { notFound, notSupported, type Refusal } from '../refusal.ts';
import { refusalOfRevert, refusalOfSnapshot } from '../rules/snapshots.ts';
import { type Call, type Method, methodsOf } from './method.ts';
import { startVmTask } from './vm-task.ts';

interface Revert {
  readonly host?: MoRef;
  readonly suppressPowerOn?: boolean;
}

function startRevert(
  snapshot: Snapshot,
  { host, suppressPowerOn = false }: Revert,
  call: Call,
  descriptionId: string,
): MoRef {
  const { vm } = snapshot;
  if (host !== undefined && host.value !== vm.host.moRef.value) {
    throw notSupported('The simulator takes no VM to another host while it reverts.');
  }
  const task = startVmTask(call, {
    vm,
    descriptionId,
    work() {
      requireNo(refusalOfRevert(snapshot, suppressPowerOn, call.world));
      restoreState(vm.state, snapshot.parts.saved, suppressPowerOn);
      vm.state.changeVersion = call.world.timestamps.next();
      vm.snapshots.current = snapshot;
      return undefined;
    },
  });
  return task.moRef;
}

function requireNo(refusal: Refusal | undefined): void {
  if (refusal !== undefined) {
    throw refusal;
  }
}

/** Takes snapshots out of the inventory, once they are out of their VM's tree. */
function forget(gone: readonly Snapshot[], { world }: Call): undefined {
  for (const snapshot of gone) {
    world.inventory.remove(snapshot);
  }
  return undefined;
}

/** What is asked of a VM. */
const ofVms = methodsOf(
  VirtualMachine,
  {
    CreateSnapshot_Task(vm, { name, description = '', memory, quiesce }, call) {
      call.access.require(vm, 'VirtualMachine.State.CreateSnapshot');
      const { answers, inventory, timestamps } = call.world;
      const task = startVmTask(call, {
        vm,
        descriptionId: 'VirtualMachine.createSnapshot',
        work() {
          requireNo(refusalOfSnapshot(vm, { name, quiesce }, answers));
          const runs = vm.state.powerState === 'poweredOn';
          const made = { createTime: timestamps.next(), quiesced: quiesce && runs && !memory };
          // Of a suspended VM the memory lies on disk already.
          const keeps = memory || vm.state.powerState === 'suspended';
          const snapshot = vm.takeSnapshot({ name, description, memory: keeps, ...made });
          return inventory.add(snapshot).moRef;
        },
      });
      return task.moRef;
    },
    RevertToCurrentSnapshot_Task(vm, parameters, call) {
      call.access.require(vm, 'VirtualMachine.State.RevertToSnapshot');
      const { current } = vm.snapshots;
      if (current === undefined) {
        throw notFound();
      }
      return startRevert(current, parameters, call, 'VirtualMachine.revertToCurrentSnapshot');
    },
    RemoveAllSnapshots_Task(vm, _parameters, call) {
      call.access.require(vm, 'VirtualMachine.State.RemoveSnapshot');
      const task = startVmTask(call, {
        vm,
        descriptionId: 'VirtualMachine.removeAllSnapshots',
        work: () => forget(vm.snapshots.removeAll(), call),
      });
      return task.moRef;
    },
  },
  { writes: true },
);

/** What is asked of a snapshot, with the rights that its VM gives. */
const ofSnapshots = methodsOf(
  Snapshot,
  {
    RevertToSnapshot_Task(snapshot, parameters, call) {
      call.access.require(snapshot, 'VirtualMachine.State.RevertToSnapshot');
      return startRevert(snapshot, parameters, call, 'vm.Snapshot.revert');
    },
    RemoveSnapshot_Task(snapshot, { removeChildren }, call) {
      call.access.require(snapshot, 'VirtualMachine.State.RemoveSnapshot');
      const { vm } = snapshot;
      const task = startVmTask(call, {
        vm,
        descriptionId: 'vm.Snapshot.remove',
        work: () => forget(vm.snapshots.remove(snapshot, removeChildren), call),
      });
      return task.moRef;
    },
    /** No task: when the call returns, it is done. */
    RenameSnapshot(snapshot, { name, description }, call) {
      call.access.require(snapshot, 'VirtualMachine.State.RenameSnapshot');
      snapshot.name = name ?? snapshot.name;
      snapshot.description = description ?? snapshot.description;
      call.world.inventory.touch(snapshot, snapshot.vm);
      return undefined;
    },
  },
  { writes: true },
);

export const snapshotMethods: readonly Method[] = [...ofVms, ...ofSnapshots];
