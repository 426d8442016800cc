import type { HostLockdownMode, MoRef } from '../../vim25/index.ts';
import type { CpuVirtualization } from './cpu-features.ts';
import type { GuestHost } from './guest-hosts.ts';
import type { KeySurroundings } from './keys.ts';

/**
 * What was seen around the chosen VMs of one endpoint. Plain data, its records keyed by moid. An absent field was unset, could not be
 * read, or was not asked for because nothing depends on it; `unread` tells the second from the third.
 */
export interface Surroundings {
  readonly endpoint: string;
  readonly isVCenter: boolean;
  /** When it was seen, by this machine's clock. */
  readonly seenAt: string;
  readonly self: SelfFacts;
  readonly hosts: Readonly<Record<string, FleetHost>>;
  /** Clusters; hosts outside any have none. Asked for where VMs are to be power-cycled. */
  readonly clusters: Readonly<Record<string, FleetCluster>>;
  /** Asked for where VMs are to be power-cycled. */
  readonly datastores: Readonly<Record<string, FleetDatastore>>;
  /** What is under way on VMs, hosts and clusters: `VirtualMachine.createSnapshot`; of several on one, in one text. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Privileges that a VM's change needs and the user does not have there; absent where it could not be asked. */
  readonly missingPrivileges?: Readonly<Record<string, readonly string[]>>;
  /** Asked for where encrypted VMs are to be power-cycled. */
  readonly keys?: KeySurroundings;
  /** Hosts in the inventories of the run that are guests of these VMs, by the moid of the VM. Asked for where VMs are to be power-cycled. */
  readonly guestHosts?: Readonly<Record<string, GuestHost>>;
  /** What was asked for and not answered, by the name of what was asked. */
  readonly unread: readonly string[];
}

/** How to know the machine that this program runs on, and the server it talks to: the library does not look itself. */
export interface SelfFacts {
  /** Of this machine's network cards, in lower case, with colons. */
  readonly macAddresses: readonly string[];
  /** Names and addresses of the server. */
  readonly serverAddresses: readonly string[];
}

/** For those who look for neither. */
export const nobody: SelfFacts = { macAddresses: [], serverAddresses: [] };

export interface FleetHost {
  readonly moRef: MoRef;
  readonly name: string;
  /** The cluster, or the compute resource that every host outside a cluster has. */
  readonly parent?: MoRef;
  readonly connectionState?: string;
  /** runtime.standbyMode where the host has it: `none`, `in`, `entering`, `exiting`. */
  readonly standbyMode?: string;
  readonly powerState?: string;
  readonly inMaintenanceMode?: boolean;
  /** runtime.partialMaintenanceMode: the mode that the host is in, enters or leaves, and how far it is: `quickPatchPartialMM: inPartialMM`. */
  readonly partialMaintenance?: string;
  /** remediationState.state: `remediationRunning`, of a host profile. */
  readonly remediation?: string;
  /** runtime.cryptoState: `safe` where encrypted VMs can run. */
  readonly cryptoState?: string;
  readonly version?: string;
  readonly apiVersion?: string;
  readonly nestedHVSupported?: boolean;
  readonly cpuid?: CpuVirtualization;
  /** hv.capable and cpuid.vmx|svm as EVC leaves them to VMs. */
  readonly hvCapable?: boolean;
  readonly virtualizationLeft?: boolean;
  readonly evcMode?: string;
  readonly lockdownMode?: HostLockdownMode;
  /** The vCenter that manages it, as the host itself tells. */
  readonly managementServerIp?: string;
  readonly licence?: FleetLicence;
  /** The root pool that its VMs are below. Asked for where templates are to be converted. */
  readonly rootPool?: MoRef;
}

export interface FleetLicence {
  /** `esxBasic` is the free one, `eval` the evaluation. */
  readonly editionKey: string;
  readonly name: string;
  /** Until it ends, as the server told; zero and below has ended. Absent where it has no end. */
  readonly minutesLeft?: number;
}

export interface FleetCluster {
  readonly name: string;
  readonly drsEnabled: boolean;
  readonly drsBehavior?: string;
  /** VMs whose own automation level differs from the cluster's. */
  readonly drsOverrides: Readonly<Record<string, string>>;
  readonly antiAffinity: readonly { readonly key: number; readonly vms: readonly string[] }[];
  /** What HA keeps free and what it has, where its admission control is on; absent where it is off. */
  readonly admission?: readonly AdmissionLimit[];
}

/** One limit of HA's admission control: power-on is refused where `has` is below `needs`. */
export interface AdmissionLimit {
  readonly name: string;
  readonly needs: number;
  readonly has: number;
}

export interface FleetDatastore {
  readonly name: string;
  readonly accessible?: boolean;
  /** summary.multipleHostAccess: more than one host reaches it. */
  readonly multipleHostAccess?: boolean;
  /** summary.maintenanceMode: `normal`, `enteringMaintenance`, `inMaintenance`. */
  readonly maintenanceMode?: string;
}
