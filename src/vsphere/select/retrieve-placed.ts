import type { CallOptions } from '../../soap/index.ts';
import type { MoRef, ObjectContent } from '../../vim25/index.ts';
import { Inventory, type InventoryNode, nodeOf, nodePropSet, placePaths } from '../inventory.ts';
import { pageSize, propertiesOf, retrieveFrom } from '../property-collector.ts';
import type { Session } from '../session.ts';
import { ancestors } from '../traversals.ts';
import type { SelectedVm } from './selection.ts';

/** Retrieves VMs by reference together with where they stand: a request for a hundred. A VM that is gone is left out. */
export async function* retrievePlaced(
  session: Session,
  vms: readonly MoRef[],
  pathSet: readonly string[],
  options: CallOptions = {},
): AsyncGenerator<SelectedVm> {
  const paths = [...new Set([...pathSet, ...placePaths])];
  const propSet = [{ type: 'VirtualMachine', pathSet: paths }, ...nodePropSet];
  for (let start = 0; start < vms.length; start += pageSize) {
    const found: ObjectContent[] = [];
    const nodes: InventoryNode[] = [];
    const some = vms.slice(start, start + pageSize).map((obj) => ({ obj, selectSet: ancestors }));
    for await (const content of retrieveFrom(session, some, propSet, options)) {
      if (content.obj.type === 'VirtualMachine') {
        found.push(content);
      } else {
        nodes.push(nodeOf(content.obj, propertiesOf(content)));
      }
    }
    const inventory = new Inventory(session.content.rootFolder, nodes);
    yield* found.map((content) => placeVm(session, inventory, content));
  }
}

/** What was retrieved of a VM, with its place in the tree. */
export function placeVm(
  { isVCenter }: Session,
  inventory: Inventory,
  content: ObjectContent,
): SelectedVm {
  const properties = propertiesOf(content);
  const node = nodeOf(content.obj, properties);
  const datacenter = isVCenter ? inventory.datacenterOf(node.parent) : undefined;
  return {
    moRef: content.obj,
    name: node.name,
    path: inventory.pathOf(node),
    ...(datacenter !== undefined && { datacenter }),
    content,
    properties,
  };
}
