import { Folder } from '../model/folder.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { invalidPowerState, notSupported, taskInProgress } from '../refusal.ts';
import { removeFolder, unregister } from '../registration.ts';
import { type Call, type Method, methodsOf } from './method.ts';
import { requireReachable, startVmTask } from './vm-task.ts';

/** @throws Refusal NoPermission: the right has to be held on the object and its parent (API reference, ManagedEntity.Destroy_Task) */
function requireRight(entity: Folder | VirtualMachine, privilege: string, { access }: Call): void {
  access.require(entity, privilege);
  if (entity.parent !== undefined) {
    access.require(entity.parent, privilege);
  }
}

/** @throws Refusal InvalidPowerState: a VM that is not off (API reference, ManagedEntity.Destroy_Task) */
function requireOff({ state }: VirtualMachine): void {
  if (state.powerState !== 'poweredOff') {
    throw invalidPowerState(state.powerState, 'poweredOff');
  }
}

/** The VMs of a folder and of the folders below it. */
function vmsBelow(folder: Folder): readonly VirtualMachine[] {
  return folder.children.flatMap((child) => {
    if (child instanceof Folder) {
      return vmsBelow(child);
    }
    if (child instanceof VirtualMachine) {
      return child;
    }
    throw notSupported(`The simulator destroys no ${child.type}.`);
  });
}

export const destroyMethods: readonly Method[] = [
  ...methodsOf(
    VirtualMachine,
    {
      Destroy_Task(vm, _parameters, call) {
        requireRight(vm, 'VirtualMachine.Inventory.Delete', call);
        const task = startVmTask(call, {
          vm,
          descriptionId: 'VirtualMachine.destroy',
          work() {
            requireOff(vm);
            unregister(vm, call.world);
            return undefined;
          },
        });
        return task.moRef;
      },
    },
    { writes: true },
  ),
  ...methodsOf(
    Folder,
    {
      /** With all that is in it, or not at all: what a server leaves that fails half-way is unverified. */
      Destroy_Task(folder, _parameters, call) {
        requireRight(folder, 'Folder.Delete', call);
        if (!(folder.parent instanceof Folder)) {
          throw notSupported('');
        }
        const task = call.world.tasks.start({
          entity: folder,
          method: call.method,
          descriptionId: 'Folder.destroy',
          userName: call.session.user.name,
          work() {
            const vms = vmsBelow(folder);
            for (const vm of vms) {
              requireReachable(vm);
              requireOff(vm);
              if (vm.busy !== undefined) {
                throw taskInProgress(vm.busy.moRef);
              }
            }
            for (const vm of vms) {
              unregister(vm, call.world);
            }
            removeFolder(folder, call.world);
            return undefined;
          },
        });
        return task.moRef;
      },
    },
    { writes: true },
  ),
];
