import type { TraversalSpec } from '../vim25/index.ts';

/** Traversals each of which goes on with all of them: `['Folder', 'childEntity']` leads from a folder to what is in it. */
function recursive(
  steps: readonly (readonly [type: string, path: string])[],
): readonly TraversalSpec[] {
  const name = ([type, path]: (typeof steps)[number]): string => `${type}.${path}`;
  const selectSet = steps.map((step) => ({ name: name(step) }));
  return steps.map((step) => {
    const [type, path] = step;
    return { _type: 'TraversalSpec', name: name(step), type, path, selectSet };
  });
}

/** Leads from VMs to all that is above them. A vApp stands in a folder and in a pool. Source: govmomi's vim25/mo/ancestors.go. [SRC] */
export const ancestors: readonly TraversalSpec[] = recursive([
  ['ManagedEntity', 'parent'],
  ['VirtualMachine', 'parentVApp'],
  ['VirtualApp', 'parentFolder'],
]);

/** Leads from the root folder to all hosts. */
export const hostsBelow: readonly TraversalSpec[] = recursive([
  ['Folder', 'childEntity'],
  ['Datacenter', 'hostFolder'],
  ['ComputeResource', 'host'],
]);

/** Leads from a host to its cluster, or to the compute resource that every other host has. */
export const computeResource: readonly TraversalSpec[] = [
  { _type: 'TraversalSpec', type: 'HostSystem', path: 'parent' },
];

/** Leads from objects of a type, the TaskManager among them, to their tasks: those that are under way, and those that ended not long ago. */
export function tasksOf(type: string): TraversalSpec {
  return { _type: 'TraversalSpec', type, path: 'recentTask' };
}
