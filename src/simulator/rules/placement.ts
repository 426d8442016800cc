import { ComputeResource } from '../model/compute-resource.ts';
import type { HostSystem } from '../model/host-system.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import type { DrsBehavior } from '../types.ts';
import { lacksVirtualization } from './power-on.ts';

/** What DRS makes of a VM that is to be powered on: where it goes, or where it would go if somebody agreed. */
export interface Placement {
  readonly host: HostSystem;
  /** DRS only recommends the host: the VM stays off (types.go:13758). */
  readonly isRecommendation: boolean;
}

/** @param override the automation level that the caller asks for in place of the VM's and the cluster's */
export function placementOf(vm: VirtualMachine, override: DrsBehavior | undefined): Placement {
  const compute = vm.host.parent;
  const drs = compute instanceof ComputeResource ? compute.cluster?.drs : undefined;
  const own = vm.state.drs;
  if (!(compute instanceof ComputeResource) || !drs?.enabled || own === 'off') {
    return { host: vm.host, isRecommendation: false };
  }
  const candidates = [vm.host, ...compute.hosts].filter(
    (host) => host.answers && host.state.maintenance === 'no',
  );
  const host =
    candidates.find((candidate) => !lacksVirtualization(vm, candidate)) ?? candidates[0] ?? vm.host;
  return { host, isRecommendation: (override ?? own ?? drs.behavior) === 'manual' };
}
