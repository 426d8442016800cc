import { setTimeout as delay } from 'node:timers/promises';
import type { MoRef } from '../../vim25/moref.ts';
import { Datacenter } from '../model/folder.ts';
import type { HostSystem } from '../model/host-system.ts';
import type { Task } from '../model/task.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { localized } from '../property-collector/content.ts';
import { invalidArgument, managedObjectNotFound, notSupported, Refusal } from '../refusal.ts';
import { type Placement, placementOf } from '../rules/placement.ts';
import { refusalOfPowerOn } from '../rules/power-on.ts';
import type {
  ClusterAttemptedVmInfo,
  ClusterInitialPlacementAction,
  ClusterNotAttemptedVmInfo,
  ClusterPowerOnVmResult,
  ClusterRecommendation,
  DrsBehavior,
  OptionValue,
} from '../types.ts';
import { type Call, type Method, methodsOf } from './method.ts';
import { startPowerOn } from './power-on.ts';

/** The one option that matters here (enum.go:1282 has its values). */
function automationLevel(options: readonly OptionValue[]): DrsBehavior | undefined {
  const value = options.find(({ key }) => key === 'OverrideAutomationLevel')?.value;
  const level = typeof value === 'object' && 'value' in value ? value.value : value;
  if (level === undefined) {
    return undefined;
  }
  if (level !== 'manual' && level !== 'partiallyAutomated' && level !== 'fullyAutomated') {
    throw invalidArgument('option');
  }
  return level;
}

function virtualMachines(moRefs: readonly MoRef[], call: Call): readonly VirtualMachine[] {
  return moRefs.map((moRef) => {
    const vm = call.access.get(moRef);
    if (!(vm instanceof VirtualMachine)) {
      throw managedObjectNotFound(moRef);
    }
    call.access.require(vm, 'VirtualMachine.Interact.PowerOn');
    return vm;
  });
}

function recommendation(vm: VirtualMachine, { host }: Placement, time: string) {
  const action: ClusterInitialPlacementAction = {
    _type: 'ClusterInitialPlacementAction',
    type: 'VmPowerOn',
    target: vm.moRef,
    targetHost: host.moRef,
    ...(vm.pool !== undefined && { pool: vm.pool.moRef }),
  };
  return {
    key: `${vm.moRef.value}-${host.moRef.value}`,
    type: 'V1',
    time,
    rating: 5,
    reason: 'powerOnVm',
    reasonText: 'Power on virtual machine',
    action: [action],
    target: vm.moRef,
  };
}

/** How long a VM waits that is started later, in ms. */
const laterMs = 300;

/** Starts a VM, now or later, and names its task where the rule has it so. */
function begin(
  vm: VirtualMachine,
  host: HostSystem,
  call: Call,
  parent: Task,
): Pick<ClusterAttemptedVmInfo, 'task'> {
  const { answers, closing } = call.world;
  if (answers.attemptedTask === 'unnamedAndLater') {
    delay(laterMs, undefined, { signal: closing, ref: false }).then(
      () => startPowerOn(vm, host, call, parent),
      // The server is being closed.
      () => undefined,
    );
    return {};
  }
  const task = startPowerOn(vm, host, call, parent);
  return answers.attemptedTask === 'named' ? { task: task.moRef } : {};
}

/** Tries each VM, and tells of each what became of it: the task is a success even where none was tried. */
function powerOnAll(
  vms: readonly VirtualMachine[],
  level: DrsBehavior | undefined,
  call: Call,
  parent: Task,
): ClusterPowerOnVmResult & { readonly _type: string } {
  const { timestamps } = call.world;
  const attempted: ClusterAttemptedVmInfo[] = [];
  const notAttempted: ClusterNotAttemptedVmInfo[] = [];
  const recommendations: ClusterRecommendation[] = [];
  for (const vm of vms) {
    const placement = placementOf(vm, level);
    try {
      const refusal = refusalOfPowerOn(vm, placement.host, call.world);
      if (refusal !== undefined) {
        throw refusal;
      }
      if (placement.isRecommendation) {
        recommendations.push(recommendation(vm, placement, timestamps.next()));
      } else {
        attempted.push({ vm: vm.moRef, ...begin(vm, placement.host, call, parent) });
      }
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      notAttempted.push({ vm: vm.moRef, fault: localized(error) });
    }
  }
  return { _type: 'ClusterPowerOnVmResult', attempted, notAttempted, recommendations };
}

export const powerOnMultiMethods: readonly Method[] = methodsOf(
  Datacenter,
  {
    /** A host on its own has no DRS: there PowerOnVM_Task is the way. */
    PowerOnMultiVM_Task(datacenter, { vm: moRefs, option = [] }, call) {
      if (call.world.kind === 'esx') {
        throw notSupported('');
      }
      const vms = virtualMachines(moRefs, call);
      const level = automationLevel(option);
      const task = call.world.tasks.start({
        entity: datacenter,
        method: call.method,
        descriptionId: 'Datacenter.powerOnVm',
        userName: call.session.user.name,
        cancelable: true,
        work: (running) => powerOnAll(vms, level, call, running),
      });
      return task.moRef;
    },
  },
  { writes: true },
);
