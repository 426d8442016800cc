import { ComputeResource } from './model/compute-resource.ts';
import type { HostSystem } from './model/host-system.ts';
import type { Task } from './model/task.ts';
import { VirtualMachine } from './model/virtual-machine.ts';
import { invalidState, Refusal } from './refusal.ts';
import type { World } from './world.ts';

interface MaintenanceRequest {
  readonly userName: string;
  /** In seconds; 0 means to wait for ever. @default 0 */
  readonly timeout?: number;
  /** Move VMs that are off as well. @default false */
  readonly evacuatePoweredOffVms?: boolean;
}

/** Starts the task that takes a host into maintenance mode: it lasts until no VM runs there. */
export function enterMaintenance(
  host: HostSystem,
  world: World,
  { userName, timeout = 0, evacuatePoweredOffVms = false }: MaintenanceRequest,
): Task {
  return world.tasks.start({
    entity: host,
    method: 'EnterMaintenanceMode_Task',
    descriptionId: 'HostSystem.enterMaintenanceMode',
    userName,
    cancelable: true,
    async work(task) {
      if (host.state.maintenance === 'in') {
        throw invalidState();
      }
      host.state.maintenance = 'entering';
      world.inventory.touch(host);
      evacuate(host, world, evacuatePoweredOffVms);
      try {
        await untilEmpty(host, world, task, timeout);
        host.state.maintenance = 'in';
      } catch (error) {
        host.state.maintenance = 'no';
        throw error;
      } finally {
        world.inventory.touch(host);
      }
      return undefined;
    },
  });
}

function runningVms(host: HostSystem): readonly VirtualMachine[] {
  return vmsOf(host).filter(({ state }) => state.powerState === 'poweredOn');
}

function vmsOf({ vms }: HostSystem): readonly VirtualMachine[] {
  return [...vms].filter((vm) => vm instanceof VirtualMachine);
}

/** What fully automated DRS does: it moves VMs to the other hosts of the cluster. */
function evacuate(host: HostSystem, world: World, poweredOffToo: boolean): void {
  const compute = host.parent;
  const drs = compute instanceof ComputeResource ? compute.cluster?.drs : undefined;
  if (!(compute instanceof ComputeResource) || !drs?.enabled || drs.behavior !== 'fullyAutomated') {
    return;
  }
  const others = compute.hosts.filter(
    (other) => other !== host && other.answers && other.state.maintenance === 'no',
  );
  const leaving = poweredOffToo ? vmsOf(host) : runningVms(host);
  for (const [index, vm] of leaving.entries()) {
    const target = others[index % others.length];
    if (target !== undefined && vm.state.drs === undefined) {
      vm.moveTo(target);
      world.inventory.touch(vm, host, target);
    }
  }
}

/** @throws Refusal Timedout; RequestCanceled */
async function untilEmpty(
  host: HostSystem,
  { inventory, closing }: World,
  task: Task,
  timeout: number,
): Promise<void> {
  const late = timeout > 0 ? AbortSignal.timeout(timeout * 1000) : undefined;
  const ends = AbortSignal.any([closing, task.cancelled, ...(late === undefined ? [] : [late])]);
  while (runningVms(host).length > 0) {
    if (late?.aborted) {
      throw new Refusal('Timedout', 'Operation timed out.');
    }
    if (ends.aborted) {
      throw new Refusal('RequestCanceled', 'The task was canceled by a user.');
    }
    await inventory.nextChange(ends);
  }
}

/** Starts the task of an update manager on a cluster. What it does to hosts is not simulated: it is under way until the server is closed. */
export function remediate(cluster: ComputeResource, world: World, userName: string): void {
  world.tasks.start({
    entity: cluster,
    method: 'RemediateTask',
    descriptionId: 'com.vmware.vcIntegrity.RemediateTask',
    userName,
    async work() {
      while (!world.closing.aborted) {
        await world.inventory.nextChange(world.closing);
      }
      return undefined;
    },
  });
}
