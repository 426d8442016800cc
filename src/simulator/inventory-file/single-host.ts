import type { InventoryData, NetworkData, VmData } from './inventory-data.ts';
import { InventoryError } from './parse.ts';
import type { Problem } from './problems.ts';

/**
 * An inventory as an ESXi on its own can have it: one datacenter with one host, and its VMs directly in the folder `vm`, which is the only
 * one that a host has for them (`ha-folder-vm`, docs/facts.md#service-content). Clusters, templates and distributed switches are things of a vCenter.
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
  const problems = [
    ...at('networks', datacenter.networks ?? [], networkProblems),
    ...at('vms', vms, vmProblems),
  ];
  if (problems.length > 0) {
    throw new InventoryError(problems);
  }
  return { ...inventory, datacenters: [{ ...datacenter, vms }] };
}

/** The problems of each of a list, with their places. */
function at<Item>(
  list: string,
  items: readonly Item[],
  problemsOf: (item: Item) => readonly Problem[],
): readonly Problem[] {
  return items.flatMap((item, index) =>
    problemsOf(item).map(({ path, reason }) => ({
      path: `datacenters[0].${list}[${index}].${path}`,
      reason,
    })),
  );
}

function networkProblems(network: NetworkData): readonly Problem[] {
  return typeof network === 'string' || network.switch === undefined
    ? []
    : [{ path: 'switch', reason: 'an ESXi has no distributed switch' }];
}

function vmProblems({ folder = '', template = false, attributes }: VmData): readonly Problem[] {
  return [
    ...(/[^/]/.test(folder)
      ? [{ path: 'folder', reason: `an ESXi has no folder ${JSON.stringify(folder)} below vm` }]
      : []),
    ...(attributes !== undefined
      ? [{ path: 'attributes', reason: 'an ESXi has no custom attributes' }]
      : []),
    ...(template ? [{ path: 'template', reason: 'an ESXi has no templates' }] : []),
  ];
}
