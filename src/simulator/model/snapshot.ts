import type { MoRef } from '../../vim25/moref.ts';
import type { VirtualMachineSnapshotInfo, VirtualMachineSnapshotTree } from '../types.ts';
import type { ManagedEntity } from './managed-entity.ts';
import { ManagedObject, type Readers, refs } from './managed-object.ts';
import { type ConfigFacts, configInfo } from './vm-config.ts';
import type { VmState } from './vm-state.ts';

/** What of a VM a snapshot keeps. */
export type SavedState = Pick<
  VmState,
  | 'hardwareVersion'
  | 'powerState'
  | 'numCPU'
  | 'numCoresPerSocket'
  | 'memoryMB'
  | 'settings'
  | 'extraConfig'
  | 'running'
  | 'bootTime'
>;

/** @param keepsMemory without it the VM is off in the snapshot, whatever it is now */
export function saveState(state: VmState, keepsMemory: boolean): SavedState {
  const { hardwareVersion, numCPU, numCoresPerSocket, memoryMB, settings, extraConfig } = state;
  const { powerState, running, bootTime } = state;
  return {
    hardwareVersion,
    numCPU,
    numCoresPerSocket,
    memoryMB,
    settings,
    extraConfig: new Map(extraConfig),
    powerState: keepsMemory ? powerState : 'poweredOff',
    running: keepsMemory ? running : undefined,
    bootTime: keepsMemory ? bootTime : undefined,
  };
}

/** @param staysOff whether a VM that ran in the snapshot is left off */
export function restoreState(state: VmState, saved: SavedState, staysOff: boolean): void {
  const { extraConfig, ...others } = saved;
  const isOff = { powerState: 'poweredOff', running: undefined, bootTime: undefined };
  Object.assign(state, others, staysOff && isOff);
  state.extraConfig.clear();
  for (const [key, value] of extraConfig) {
    state.extraConfig.set(key, value);
  }
}

/** The VM, as far as a snapshot has to know it. */
type Owner = ManagedEntity & ConfigFacts;

interface SnapshotParts {
  readonly moRef: MoRef;
  readonly vm: Owner;
  readonly id: number;
  readonly createTime: string;
  readonly saved: SavedState;
  readonly quiesced: boolean;
}

export class Snapshot extends ManagedObject {
  readonly parts: SnapshotParts;
  name: string;
  description: string;
  parent: Snapshot | undefined;
  children: readonly Snapshot[] = [];

  constructor(parts: SnapshotParts, name: string, description: string) {
    super(parts.moRef);
    this.parts = parts;
    this.name = name;
    this.description = description;
  }

  get vm(): Owner {
    return this.parts.vm;
  }

  get tree(): VirtualMachineSnapshotTree {
    const { vm, id, createTime, saved, quiesced } = this.parts;
    return {
      snapshot: this.moRef,
      vm: vm.moRef,
      name: this.name,
      description: this.description,
      id,
      createTime,
      state: saved.powerState,
      quiesced,
      childSnapshotList: this.children.map(({ tree }) => tree),
    };
  }

  override read(property: string): unknown {
    return readers[property]?.(this);
  }
}

const readers: Readers<Snapshot> = {
  childSnapshot: ({ children }) => refs(children),
  config({ vm, parts }) {
    const { name, datastore, network, disksOn, iso, keyServer, state } = vm;
    const facts = { name, datastore, network, disksOn, iso, keyServer };
    return configInfo({ ...facts, state: { ...state, ...parts.saved } });
  },
  vm: ({ vm }) => vm.moRef,
};

/** The snapshots of one VM: a tree, and the one that the VM stands on. */
export class Snapshots {
  roots: readonly Snapshot[] = [];
  current: Snapshot | undefined;
  #taken = 0;

  /** The next id; a snapshot's moid ends with it. */
  nextId(): number {
    this.#taken += 1;
    return this.#taken;
  }

  /** Puts a new snapshot below the current one; the VM stands on it from then on. */
  add(snapshot: Snapshot): void {
    snapshot.parent = this.current;
    if (this.current === undefined) {
      this.roots = [...this.roots, snapshot];
    } else {
      this.current.children = [...this.current.children, snapshot];
    }
    this.current = snapshot;
  }

  /**
   * Takes a snapshot out of the tree. Those below it go with it, or move up to its place.
   *
   * @returns all that are gone
   */
  remove(snapshot: Snapshot, withChildren: boolean): readonly Snapshot[] {
    const { parent, children } = snapshot;
    const heirs = withChildren ? [] : children;
    const replace = (list: readonly Snapshot[]) =>
      list.flatMap((each) => (each === snapshot ? heirs : [each]));
    if (parent === undefined) {
      this.roots = replace(this.roots);
    } else {
      parent.children = replace(parent.children);
    }
    for (const heir of heirs) {
      heir.parent = parent;
    }
    const gone = withChildren ? withDescendants(snapshot) : [snapshot];
    if (this.current !== undefined && gone.includes(this.current)) {
      this.current = parent;
    }
    return gone;
  }

  /** @returns all that there were */
  removeAll(): readonly Snapshot[] {
    const gone = this.roots.flatMap(withDescendants);
    this.roots = [];
    this.current = undefined;
    return gone;
  }

  /** VirtualMachine.snapshot */
  info(): VirtualMachineSnapshotInfo | undefined {
    return this.roots.length === 0
      ? undefined
      : {
          ...(this.current !== undefined && { currentSnapshot: this.current.moRef }),
          rootSnapshotList: this.roots.map(({ tree }) => tree),
        };
  }
}

function withDescendants(snapshot: Snapshot): readonly Snapshot[] {
  return [snapshot, ...snapshot.children.flatMap(withDescendants)];
}
