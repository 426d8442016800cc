import type { BoundDevice } from '../bound-devices.ts';
import type {
  DrsBehavior,
  ManagedByInfo,
  VirtualMachineConfigInfo,
  VirtualMachinePowerState,
} from '../types.ts';

export type ToolsState = 'running' | 'notRunning' | 'notInstalled';

/** What runs in the guest between two boots of its system. */
export interface GuestRun {
  /** Whether the system is up, and Tools with it. */
  isUp: boolean;
}

export interface RuntimeMarks {
  readonly instantCloneFrozen?: boolean;
  readonly suspendedToMemory?: boolean;
  readonly vmFailoverInProgress?: boolean;
  readonly snapshotInBackground?: boolean;
  readonly cleanPowerOff?: boolean;
  readonly dasProtected?: boolean;
}

/** What a VM is, as plain data: everything that clients see is derived from this, its name, its host and its datastore. */
export interface VmState {
  /** The number of `vmx-19`. */
  hardwareVersion: number;
  powerState: VirtualMachinePowerState;
  numCPU: number;
  numCoresPerSocket: number;
  memoryMB: number;
  template: boolean;
  tools: ToolsState;
  /** Fields of ConfigInfo that a ConfigSpec sets as they are. */
  settings: Partial<VirtualMachineConfigInfo>;
  readonly extraConfig: Map<string, string>;
  changeVersion: string;
  readonly createDate: string;
  readonly uuid: string;
  instanceUuid: string;
  readonly encrypted: boolean;
  readonly vtpm: boolean;
  /** In place of what DRS does with the VMs of the cluster. */
  readonly drs: DrsBehavior | 'off' | undefined;
  /** Methods that another product has switched off. */
  readonly disabledMethods: readonly string[];
  readonly passthroughDevices: number;
  /** Of its first disk. */
  readonly diskMode: string;
  readonly boundDevices: readonly BoundDevice[];
  /** Fields of runtime that are told as they are, until a power operation clears them. */
  runtime: RuntimeMarks;
  /** `PENDING` of TOOLSDEPLOYPKG_PENDING. */
  readonly customization: string | undefined;
  readonly managedBy: ManagedByInfo | undefined;
  readonly faultTolerance: boolean;
  /** How long the guest takes to go off once it is asked to, in ms, or what it does instead. */
  guestShutdown: number | 'never' | 'reboots';
  /** How long the guest takes from a start until Tools run, in ms, or that it hangs. */
  guestBoot: number | 'never';
  /** Who the guest lets in. */
  readonly guestLogin: { readonly user: string; readonly password: string };
  readonly ipAddress: string | undefined;
  readonly hostName: string | undefined;
  /** What the running monitor was started with; undefined while the VM is off. */
  running: { readonly nestedHV: boolean; guest: GuestRun } | undefined;
  /** When the VM was last powered on from off; undefined while it is off. A resume, a reset and a reboot keep it. */
  bootTime: string | undefined;
}
