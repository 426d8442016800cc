import type {
  DrsBehavior,
  HostLockdownMode,
  HostSystemConnectionState,
  ManagedByInfo,
  VirtualMachineBootOptions,
  VirtualMachineConfigInfo,
  VirtualMachinePowerState,
} from '../types.ts';
import type { CpuVendor } from './host-cpu.ts';
import type { LicenceData } from './licence.ts';
import type { OptionScalar } from './option.ts';
import type { QuestionKind } from './question.ts';
import type { ToolsState } from './vm-state.ts';

/** An inventory as plain data: what a seed returns and what a JSON file holds. Everything has a default but the names. */
export interface InventoryData {
  readonly datacenters: readonly DatacenterData[];
}

export interface DatacenterData {
  readonly name: string;
  readonly clusters?: readonly ClusterData[];
  /** Hosts outside any cluster. */
  readonly hosts?: readonly HostData[];
  /** @default ['datastore1'] */
  readonly datastores?: readonly string[];
  /** @default ['VM Network'] */
  readonly networks?: readonly string[];
  readonly vms?: Iterable<VmData>;
}

export interface ClusterData {
  readonly name: string;
  readonly hosts: readonly HostData[];
  /** `intel-skylake` and the like. @default EVC is off */
  readonly evcMode?: string;
  /** @default fullyAutomated */
  readonly drs?: DrsBehavior | 'off';
}

export interface HostData {
  readonly name: string;
  /** A release of ESXi, `8.0.3`. @default 8.0.3 */
  readonly version?: string;
  /** @default intel */
  readonly cpu?: CpuVendor;
  /** What the processor and the firmware say of hardware virtualization. @default on */
  readonly virtualization?: 'on' | 'offInFirmware' | 'absent';
  /** The host is itself a VM. @default false */
  readonly isVm?: boolean;
  /** @default connected */
  readonly connection?: HostSystemConnectionState;
  /** @default false */
  readonly maintenance?: boolean;
  /** @default lockdownDisabled */
  readonly lockdown?: HostLockdownMode;
  /** The address of the vCenter that manages it, as the host itself tells. @default none */
  readonly managementServer?: string;
  /** @default enterprisePlus, without end */
  readonly licence?: LicenceData;
  /** The text of /etc/vmware/config. @default a few lines, and no vhv.allow */
  readonly vmwareConfig?: string;
  /** Advanced options that differ from their defaults. */
  readonly options?: Readonly<Record<string, OptionScalar>>;
}

/** The client's schema does not know boot options; the simulator's does. */
export type VmSettings = Partial<Omit<VirtualMachineConfigInfo, 'bootOptions'>> & {
  readonly bootOptions?: VirtualMachineBootOptions;
};

export interface VmData {
  readonly name: string;
  /** Folders below the datacenter's `vm`, `nested/lab`. @default `vm` itself */
  readonly folder?: string;
  /** The name of the host that it is on. */
  readonly host: string;
  /** @default vmx-19 */
  readonly hardware?: string;
  /** @default poweredOff */
  readonly power?: VirtualMachinePowerState;
  /** @default 2 */
  readonly cpus?: number;
  /** @default 4096 */
  readonly memoryMB?: number;
  /** @default notInstalled */
  readonly tools?: ToolsState;
  /** @default false */
  readonly template?: boolean;
  /** @default false */
  readonly nestedHV?: boolean;
  /** Other fields of ConfigInfo as they are to be read: `guestId`, `flags`, `firmware`, `annotation`, … */
  readonly settings?: VmSettings;
  readonly extraConfig?: Readonly<Record<string, string>>;
  /** Names, the oldest first. */
  readonly snapshots?: readonly string[];
  /** PCI devices passed through. @default 0 */
  readonly passthrough?: number;
  readonly managedBy?: ManagedByInfo;
  /** Fault Tolerance is configured, and runs while the VM does. @default false */
  readonly faultTolerance?: boolean;
  /** How long the guest takes to go off once it is asked to, in ms, or that it never does. @default 0 */
  readonly guestShutdown?: number | 'never';
  /** Who the guest lets in. @default root with the password guest */
  readonly guestLogin?: { readonly user: string; readonly password: string };
  /** What Tools report of the guest while they run. @default nothing */
  readonly ipAddress?: string;
  readonly hostName?: string;
  /** What the VM waits for an answer to, from the start. @default nothing */
  readonly question?: QuestionKind;
}
