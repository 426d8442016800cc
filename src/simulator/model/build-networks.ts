import type { NetworkData } from '../inventory-file/inventory-data.ts';
import { DistributedPortgroup, DistributedSwitch } from './distributed-switch.ts';
import type { Folder } from './folder.ts';
import type { HostSystem } from './host-system.ts';
import type { Inventory } from './inventory.ts';
import type { Moids } from './moids.ts';
import { Network } from './network.ts';

/** Makes the port groups of a datacenter, and the distributed switches that some of them name. */
export function buildNetworks(
  networks: readonly NetworkData[],
  folder: Folder,
  inventory: Inventory,
  moids: Moids,
): void {
  const switches = new Map<string, DistributedSwitch>();
  const switchNamed = (name: string) => {
    const found = switches.get(name);
    if (found !== undefined) {
      return found;
    }
    const made = inventory.add(new DistributedSwitch(moids.distributedSwitch(), name, folder));
    switches.set(name, made);
    folder.children.push(made);
    return made;
  };
  for (const item of networks) {
    const data = typeof item === 'string' ? { name: item } : item;
    const { name, security = {}, macLearning = false } = data;
    if (data.switch === undefined) {
      const network = new Network(moids.network(name), name, folder, security);
      folder.children.push(inventory.add(network));
    } else {
      const own = switchNamed(data.switch);
      const parts = { security, learnsMacs: macLearning, switch: own };
      const moRef = moids.distributedPortgroup();
      const portgroup = inventory.add(new DistributedPortgroup(moRef, name, folder, parts));
      own.portgroups.push(portgroup);
      folder.children.push(portgroup);
    }
  }
}

/** The network that a VM is plugged in to: the one of that name, or the first that its host has. */
export function networkOf(
  { name, networks }: HostSystem,
  wanted: string | undefined,
): Network | undefined {
  const found =
    wanted === undefined ? networks[0] : networks.find((network) => network.isNamed(wanted));
  if (wanted !== undefined && found === undefined) {
    throw new TypeError(`the host ${name} has no network ${wanted}`);
  }
  return found;
}
