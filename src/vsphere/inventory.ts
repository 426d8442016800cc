import { decodeName, encodeName } from '../entity-name.ts';
import type { CallOptions } from '../soap/index.ts';
import { formatMoRef, type MoRef, type PropertySpec } from '../vim25/index.ts';
import { retrieveBelow } from './container-view.ts';
import { type Properties, propertiesOf } from './property-collector.ts';
import type { Session } from './session.ts';

/** A place in the inventory: everything that can be part of a path, and can be asked for by name. */
export interface InventoryNode {
  readonly moRef: MoRef;
  /** As people read it. */
  readonly name: string;
  /** Its segment of a path: the name as the API escapes it. */
  readonly segment: string;
  readonly parent: MoRef | undefined;
}

const containerTypes = ['Folder', 'Datacenter', 'ComputeResource', 'HostSystem', 'ResourcePool'];

/** The paths that tell where an object stands; a VM in a vApp has no parent, and a vApp stands in a folder. */
export const placePaths: readonly string[] = ['name', 'parent', 'parentVApp'];

/** The name among retrieved properties, as people read it; `otherwise` where it could not be read. */
export function readName(properties: Properties, otherwise: string): string {
  return decodeName(String(properties.get('name') ?? otherwise));
}

/** Reads a node out of retrieved properties. */
export function nodeOf(moRef: MoRef, properties: Properties): InventoryNode {
  const parent = (properties.get('parentFolder') ??
    properties.get('parent') ??
    properties.get('parentVApp')) as MoRef | undefined;
  const segment = encodeName(String(properties.get('name') ?? moRef.value));
  return { moRef, name: readName(properties, moRef.value), segment, parent };
}

/**
 * Folders, datacenters, clusters, hosts and pools of a server: the tree that VMs hang in. VMs are not kept, there can be
 * forty thousand of them.
 */
export class Inventory {
  readonly #root: MoRef;
  readonly #nodes: ReadonlyMap<string, InventoryNode>;
  readonly #paths = new Map<string, string>();

  constructor(root: MoRef, nodes: readonly InventoryNode[]) {
    this.#root = root;
    this.#nodes = new Map(nodes.map((node) => [formatMoRef(node.moRef), node]));
  }

  get nodes(): Iterable<InventoryNode> {
    return this.#nodes.values();
  }

  find(moRef: MoRef): InventoryNode | undefined {
    return this.#nodes.get(formatMoRef(moRef));
  }

  /** `/DC0/vm/lab/web01`: the names from below the root folder down to the node, each as the API escapes it. */
  pathOf(node: InventoryNode): string {
    return `${this.#pathTo(node.parent)}/${node.segment}`;
  }

  #pathTo(moRef: MoRef | undefined): string {
    if (moRef === undefined || moRef.value === this.#root.value) {
      return '';
    }
    const key = formatMoRef(moRef);
    let path = this.#paths.get(key);
    if (path === undefined) {
      const node = this.#nodes.get(key);
      // A folder that this user may not read still has a place: its moid says which.
      path = node === undefined ? `/${moRef.value}` : this.pathOf(node);
      this.#paths.set(key, path);
    }
    return path;
  }

  /** The datacenter that something stands in. */
  datacenterOf(moRef: MoRef | undefined): MoRef | undefined {
    return [...this.ancestry(moRef)].find(({ moRef: { type } }) => type === 'Datacenter')?.moRef;
  }

  /** The nodes from `moRef` up to the root, itself first. */
  *ancestry(moRef: MoRef | undefined): Generator<InventoryNode> {
    let node = moRef === undefined ? undefined : this.find(moRef);
    while (node !== undefined) {
      yield node;
      node = node.parent === undefined ? undefined : this.find(node.parent);
    }
  }
}

/** What is read of each node. */
export const nodePropSet: readonly PropertySpec[] = [
  ...containerTypes.map((type) => ({ type, pathSet: ['name', 'parent'] })),
  { type: 'VirtualApp', pathSet: ['name', 'parent', 'parentFolder'] },
];

/** Retrieves the tree in one view. */
export async function retrieveInventory(
  session: Session,
  options: CallOptions = {},
): Promise<Inventory> {
  const { rootFolder } = session.content;
  const nodes: InventoryNode[] = [];
  for await (const content of retrieveBelow(session, rootFolder, nodePropSet, options)) {
    nodes.push(nodeOf(content.obj, propertiesOf(content)));
  }
  return new Inventory(rootFolder, nodes);
}
