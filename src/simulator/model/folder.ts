import type { MoRef } from '../../vim25/moref.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';
import { Network } from './network.ts';

export class Folder extends ManagedEntity {
  readonly childType: readonly string[];
  readonly children: ManagedEntity[] = [];

  constructor(
    moRef: MoRef,
    name: string,
    parent: ManagedEntity | undefined,
    childType: readonly string[],
  ) {
    super(moRef, name, parent);
    this.childType = childType;
  }

  override childrenByPath(): Iterable<ManagedEntity> {
    return this.children;
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = folderReaders[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const folderReaders: Readers<Folder> = {
  childEntity: (folder) => refs(folder.children),
  childType: (folder) => folder.childType,
};

/** The four folders that every datacenter has. */
export interface DatacenterFolders {
  readonly vm: Folder;
  readonly host: Folder;
  readonly datastore: Folder;
  readonly network: Folder;
}

export class Datacenter extends ManagedEntity {
  /** Set once, by whoever makes the datacenter: the folders need it as their parent. */
  folders: DatacenterFolders | undefined;

  override childrenByPath(): Iterable<ManagedEntity> {
    return Object.values(this.folders ?? {});
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = datacenterReaders[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const datacenterReaders: Readers<Datacenter> = {
  datastore: ({ folders }) => refs(folders?.datastore.children ?? []),
  datastoreFolder: ({ folders }) => folders?.datastore.moRef,
  hostFolder: ({ folders }) => folders?.host.moRef,
  network: ({ folders }) =>
    refs((folders?.network.children ?? []).filter((child) => child instanceof Network)),
  networkFolder: ({ folders }) => folders?.network.moRef,
  vmFolder: ({ folders }) => folders?.vm.moRef,
};
