import type { MoRef } from '../../vim25/moref.ts';
import type { VirtualMachineConnectionState, VirtualMachineSummary } from '../types.ts';
import type { CustomFields } from './custom-fields.ts';
import type { Datastore } from './datastore.ts';
import { disabledMethods } from './disabled-methods.ts';
import type { HostSystem } from './host-system.ts';
import type { KeyServer } from './key-server.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type ManagedObject, type Readers, refs, type Viewer } from './managed-object.ts';
import type { Network } from './network.ts';
import { PendingQuestion, type QuestionKind } from './question.ts';
import type { ResourcePool } from './resource-pool.ts';
import { Snapshot, Snapshots, saveState } from './snapshot.ts';
import { vmCapability } from './vm-capability.ts';
import { configInfo, vmPathName } from './vm-config.ts';
import { guestInfo, guestSummary } from './vm-guest.ts';
import { runtimeInfo } from './vm-runtime.ts';
import type { VmState } from './vm-state.ts';

export interface VmParts {
  readonly moRef: MoRef;
  readonly name: string;
  readonly parent: ManagedEntity;
  readonly host: HostSystem;
  /** Undefined for a template, which belongs to no pool. */
  readonly pool: ResourcePool | undefined;
  /** Where its files lie. */
  readonly datastore: Datastore;
  /** Where further disks of it lie. */
  readonly disksOn: readonly Datastore[];
  readonly iso: { readonly datastore: Datastore; readonly connected: boolean } | undefined;
  readonly keyServer: KeyServer;
  readonly customFields: CustomFields;
  /** Custom attributes, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly network: Network | undefined;
  readonly environmentBrowser: MoRef;
  readonly state: VmState;
}

interface SnapshotRequest {
  readonly name: string;
  readonly description: string;
  /** Whether it keeps the state of a VM that runs. */
  readonly memory: boolean;
  readonly quiesced: boolean;
  readonly createTime: string;
}

export class VirtualMachine extends ManagedEntity {
  host: HostSystem;
  pool: ResourcePool | undefined;
  readonly datastore: Datastore;
  readonly disksOn: readonly Datastore[];
  readonly iso: VmParts['iso'];
  readonly keyServer: KeyServer;
  readonly customFields: CustomFields;
  readonly attributes: Readonly<Record<string, string>>;
  readonly network: Network | undefined;
  readonly environmentBrowser: MoRef;
  readonly state: VmState;
  readonly snapshots = new Snapshots();
  /** The task that works on the VM now: there is never more than one. */
  busy: ManagedObject | undefined;
  /** What the VM waits for an answer to. */
  question: PendingQuestion | undefined;
  #questions = 0;

  constructor(parts: VmParts) {
    super(parts.moRef, parts.name, parts.parent);
    this.host = parts.host;
    this.pool = parts.pool;
    this.datastore = parts.datastore;
    this.disksOn = parts.disksOn;
    this.iso = parts.iso;
    this.keyServer = parts.keyServer;
    this.customFields = parts.customFields;
    this.attributes = parts.attributes;
    this.customFields.define(Object.keys(parts.attributes));
    this.network = parts.network;
    this.environmentBrowser = parts.environmentBrowser;
    this.state = parts.state;
  }

  get nestedHVSupported(): boolean {
    return this.capability().nestedHVSupported;
  }

  /** Asks a question; whoever asks waits for its answer. */
  ask(kind: QuestionKind): PendingQuestion {
    this.#questions += 1;
    this.question = new PendingQuestion(kind, String(this.#questions));
    return this.question;
  }

  /** Takes a snapshot of what the VM is now. */
  takeSnapshot(kept: SnapshotRequest): Snapshot {
    const { name, description, memory, quiesced, createTime } = kept;
    const id = this.snapshots.nextId();
    // As hosts name them; no recording shows one of a vCenter.
    const moRef = {
      type: 'VirtualMachineSnapshot',
      value: `${this.moRef.value}-snapshot-${id}`,
    };
    const saved = saveState(this.state, memory);
    const parts = { moRef, vm: this, id, createTime, saved, quiesced };
    const snapshot = new Snapshot(parts, name, description);
    this.snapshots.add(snapshot);
    return snapshot;
  }

  /** Takes the VM to another host. */
  moveTo(host: HostSystem): void {
    this.host.vms.delete(this);
    this.host = host;
    host.vms.add(this);
  }

  leavePool(): void {
    this.pool?.vms.delete(this);
    this.pool = undefined;
  }

  joinPool(pool: ResourcePool): void {
    this.leavePool();
    this.pool = pool;
    pool.vms.add(this);
  }

  /** `[nvme-01] hv-01/hv-01.vmx` */
  get vmPathName(): string {
    return vmPathName(this);
  }

  /** Every datastore that the VM has something on. */
  get datastores(): readonly Datastore[] {
    const { datastore, disksOn, iso } = this;
    return [...new Set([datastore, ...disksOn, ...(iso === undefined ? [] : [iso.datastore])])];
  }

  /** `inaccessible` where its own files cannot be reached: then it has no configuration to show (API reference). */
  get connectionState(): VirtualMachineConnectionState {
    if (!this.host.answers) {
      return 'disconnected';
    }
    return this.datastore.accessible ? 'connected' : 'inaccessible';
  }

  capability() {
    return vmCapability({
      hardwareVersion: this.state.hardwareVersion,
      hostSupportsNestedHV: this.host.nestedHVSupported,
    });
  }

  runtime() {
    const { host, state } = this;
    return runtimeInfo({
      state,
      question: this.question?.info,
      connectionState: this.connectionState,
      keyAvailable: this.keyServer.available,
      host: {
        moRef: host.moRef,
        version: host.version,
        vendor: host.hardware.vendor,
        evcMode: host.evcMode,
        mhz: host.hardware.mhz,
      },
    });
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const readers: Readers<VirtualMachine> = {
  availableField: ({ customFields }) => customFields.defs,
  capability: (vm) => vm.capability(),
  config: (vm) => (vm.connectionState === 'inaccessible' ? undefined : configInfo(vm)),
  customValue: ({ customFields, attributes }) => customFields.valuesOf(attributes),
  datastore: ({ datastores }) => refs(datastores),
  disabledMethod: ({ state, connectionState, question }) =>
    disabledMethods({
      state,
      isWithinReach: connectionState === 'connected',
      asks: question !== undefined,
    }),
  environmentBrowser: (vm) => vm.environmentBrowser,
  guest: ({ state }) => guestInfo(state),
  guestHeartbeatStatus: ({ state }) => (state.powerState === 'poweredOn' ? 'green' : 'gray'),
  network: ({ network }) => refs(network === undefined ? [] : [network]),
  // A VM in a vApp has no parent but that (API reference, ManagedEntity.parent).
  parent: ({ parent }) => (parent?.type === 'VirtualApp' ? undefined : parent?.moRef),
  parentVApp: ({ parent }) => (parent?.type === 'VirtualApp' ? parent.moRef : undefined),
  resourcePool: ({ pool }) => pool?.moRef,
  rootSnapshot: ({ snapshots }) => refs(snapshots.roots),
  runtime: (vm) => vm.runtime(),
  snapshot: ({ snapshots }) => snapshots.info(),
  summary,
};

function summary(vm: VirtualMachine): VirtualMachineSummary {
  const { name, template, uuid, instanceUuid, guestId, guestFullName, annotation, version } =
    configInfo(vm);
  const { state } = vm;
  return {
    vm: vm.moRef,
    runtime: vm.runtime(),
    guest: guestSummary(state),
    config: {
      name,
      template,
      vmPathName: vm.vmPathName,
      memorySizeMB: state.memoryMB,
      numCpu: state.numCPU,
      numEthernetCards: vm.network === undefined ? 0 : 1,
      numVirtualDisks: 1 + vm.disksOn.length,
      uuid,
      ...(instanceUuid !== undefined && { instanceUuid }),
      guestId,
      guestFullName,
      ...(annotation !== undefined && { annotation }),
      hwVersion: version,
    },
    quickStats: { guestHeartbeatStatus: state.powerState === 'poweredOn' ? 'green' : 'gray' },
    overallStatus: 'green',
  };
}
