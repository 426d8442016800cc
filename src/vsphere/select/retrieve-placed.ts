import type { CallOptions } from '../../soap/index.ts';
import type { MoRef, ObjectContent, TraversalSpec } from '../../vim25/index.ts';
import { Inventory, type InventoryNode, nodeOf, nodePropSet, placePaths } from '../inventory.ts';
import { pageSize, propertiesOf, retrieveObjects } from '../property-collector.ts';
import type { Session } from '../session.ts';
import type { SelectedVm } from './selection.ts';

/** Leads from VMs to all that is above them. A vApp stands in a folder and in a pool. Source: govmomi's vim25/mo/ancestors.go. [SRC] */
const ancestors: readonly TraversalSpec[] = [
  ['ManagedEntity', 'parent'],
  ['VirtualMachine', 'parentVApp'],
  ['VirtualApp', 'parentFolder'],
].map(([type = '', path = ''], _index, all) => ({
  _type: 'TraversalSpec',
  name: path,
  type,
  path,
  selectSet: all.map(([, name = '']) => ({ name })),
}));

/** Retrieves VMs by reference together with where they stand: a request for a hundred. A VM that is gone is left out. */
export async function* retrievePlaced(
  session: Session,
  vms: readonly MoRef[],
  pathSet: readonly string[],
  options: CallOptions = {},
): AsyncGenerator<SelectedVm> {
  const paths = [...new Set([...pathSet, ...placePaths])];
  const propSet = [{ type: 'VirtualMachine', pathSet: paths }, ...nodePropSet];
  const all = { ...options, selectSet: ancestors };
  for (let start = 0; start < vms.length; start += pageSize) {
    const found: ObjectContent[] = [];
    const nodes: InventoryNode[] = [];
    const some = vms.slice(start, start + pageSize);
    for await (const content of retrieveObjects(session, some, propSet, all)) {
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
