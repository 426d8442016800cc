import type { MoRef } from '../../vim25/moref.ts';
import type { VirtualAppSummary } from '../types.ts';
import type { Folder } from './folder.ts';
import type { ManagedEntity } from './managed-entity.ts';
import type { Readers, Viewer } from './managed-object.ts';
import { ResourcePool } from './resource-pool.ts';
import { VirtualMachine } from './virtual-machine.ts';

/** Several VMs that are run as one: a resource pool that also stands in a folder of VMs. */
export class VirtualApp extends ResourcePool {
  /** The pool that its resources come from. In the tree of paths it stands below its folder. */
  readonly pool: ResourcePool;

  constructor(moRef: MoRef, name: string, folder: Folder, pool: ResourcePool) {
    super(moRef, name, folder, pool.owner);
    this.pool = pool;
  }

  override childrenByPath(): Iterable<ManagedEntity> {
    return this.vms;
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const readers: Readers<VirtualApp> = {
  parent: ({ pool }) => pool.moRef,
  parentFolder: ({ parent }) => parent?.moRef,
  summary: (vApp): VirtualAppSummary => ({
    _type: 'VirtualAppSummary',
    ...vApp.summary(),
    vAppState: runs(vApp) ? 'started' : 'stopped',
    suspended: false,
  }),
};

function runs({ vms }: VirtualApp): boolean {
  return [...vms].some((vm) => vm instanceof VirtualMachine && vm.state.powerState === 'poweredOn');
}
