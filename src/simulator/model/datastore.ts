import type { MoRef } from '../../vim25/moref.ts';
import type { DatastoreSummary, VmfsDatastoreInfo } from '../types.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';

const gibibyte = 1024n ** 3n;
const tebibyte = 1024n ** 4n;
const freeSpace = 4096n * gibibyte;

export class Datastore extends ManagedEntity {
  /** The path of its volume on every host that mounts it. */
  readonly url: string;
  /** Whether hosts can reach it now. */
  accessible: boolean;
  /** One host only is told to reach it. */
  readonly local: boolean;
  readonly vms = new Set<ManagedEntity>();

  constructor(
    moRef: MoRef,
    name: string,
    parent: ManagedEntity,
    {
      url,
      accessible,
      local,
    }: { readonly url: string; readonly accessible: boolean; readonly local: boolean },
  ) {
    super(moRef, name, parent);
    this.url = url;
    this.accessible = accessible;
    this.local = local;
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const readers: Readers<Datastore> = {
  // The sizes are those that an ESXi 6.7 reports of a VMFS 6 [SRC: a published output of govc's datastore.info].
  info: ({ name, url }): VmfsDatastoreInfo => ({
    _type: 'VmfsDatastoreInfo',
    name,
    url,
    freeSpace,
    maxFileSize: 64n * tebibyte,
    maxVirtualDiskCapacity: 62n * tebibyte,
    maxMemoryFileSize: 64n * tebibyte,
    maxPhysicalRDMFileSize: 64n * tebibyte,
    maxVirtualRDMFileSize: 62n * tebibyte,
  }),
  summary: ({ moRef, name, url, accessible, local }): DatastoreSummary => ({
    datastore: moRef,
    name,
    url,
    capacity: 8192n * gibibyte,
    freeSpace,
    accessible,
    multipleHostAccess: !local,
    type: 'VMFS',
  }),
  vm: ({ vms }) => refs(vms),
};
