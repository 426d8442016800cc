import type { InventoryData, VmData } from '../model/inventory-data.ts';
import { InventoryError } from './parse.ts';
import type { Problem } from './problems.ts';

/**
 * An inventory as an ESXi on its own can have it: one datacenter with one host, and its VMs directly in the folder `vm`, which is the only
 * one that a host has for them (`ha-folder-vm`, recording 004). Clusters and templates are things of a vCenter.
 *
 * @returns the inventory, its VMs as a list
 * @throws InventoryError with all problems at once
 */
export function singleHostInventory(inventory: InventoryData): InventoryData {
  const [datacenter, ...others] = inventory.datacenters;
  const isOneHost = datacenter?.hosts?.length === 1 && (datacenter.clusters ?? []).length === 0;
  if (!isOneHost || others.length > 0) {
    const reason = 'an ESXi has one datacenter with one host and no cluster';
    throw new InventoryError([{ path: 'datacenters', reason }]);
  }
  const vms = [...(datacenter.vms ?? [])];
  const problems = vms.flatMap((vm, index) =>
    vmProblems(vm).map(({ path, reason }) => ({
      path: `datacenters[0].vms[${index}].${path}`,
      reason,
    })),
  );
  if (problems.length > 0) {
    throw new InventoryError(problems);
  }
  return { ...inventory, datacenters: [{ ...datacenter, vms }] };
}

function vmProblems({ folder = '', template = false }: VmData): readonly Problem[] {
  return [
    ...(/[^/]/.test(folder)
      ? [{ path: 'folder', reason: `an ESXi has no folder ${JSON.stringify(folder)} below vm` }]
      : []),
    ...(template ? [{ path: 'template', reason: 'an ESXi has no templates' }] : []),
  ];
}
