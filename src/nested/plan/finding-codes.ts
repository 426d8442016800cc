/**
 * Plain data: what can stand in the way, and what is to be known before a change. Stable: programs and people's scripts match on the
 * codes. `acceptable`: a person may lower it to a warning; never what would leave a VM down or lose what it holds in memory, except
 * NONPERSISTENT_DISK and INSTANT_CLONE_FROZEN, whose loss the question before the run names.
 * English is in report/messages.ts.
 */
export const findingCodes = {
  // The VM's own state.

  /** The VM runs, and the setting is only read when it starts. */
  POWER_CYCLE_REQUIRED: { severity: 'blocker', acceptable: false },
  /** A suspended VM cannot be reconfigured without losing what it holds in memory. */
  SUSPENDED: { severity: 'blocker', acceptable: false },
  /** Lifecycle Manager has suspended the VM while it upgrades the host, and resumes it. */
  SUSPENDED_TO_MEMORY: { severity: 'blocker', acceptable: false },
  /** The plan powers a suspended VM off. */
  MEMORY_DISCARDED: { severity: 'warning', acceptable: false },
  /** Only the name and the notes of a template can be changed. */
  TEMPLATE: { severity: 'blocker', acceptable: true },
  /** A template is converted; one that is an item of a content library is deleted there. vim25 does not show which are. */
  LIBRARY_TEMPLATE: { severity: 'warning', acceptable: false },
  /** Templates are to be converted, and there is no telling into which pool and on which host, or the server has no templates. */
  TEMPLATE_NOT_CONVERTIBLE: { severity: 'blocker', acceptable: false },
  /** The server does not reach the VM: disconnected, orphaned, inaccessible or invalid. */
  NOT_CONNECTED: { severity: 'blocker', acceptable: false },
  /** The configuration could not be read. */
  CONFIG_UNREADABLE: { severity: 'blocker', acceptable: false },
  /** An advanced option is written to a running VM; most are read at its next start. */
  TAKES_EFFECT_AT_POWER_ON: { severity: 'info', acceptable: false },
  /** vhv.enable was asked for, which the server would drop; nestedHVEnabled is what is sent. */
  FLAG_TRANSLATED: { severity: 'info', acceptable: false },
  /** runtime.question: the VM waits, and takes no other work. */
  QUESTION_PENDING: { severity: 'blocker', acceptable: false },
  /** A VM has one task at a time; the change waits for it. */
  TASK_RUNNING: { severity: 'warning', acceptable: false },
  /** disabledMethod names what the change needs, and the VM's state does not explain it. */
  METHOD_DISABLED: { severity: 'blocker', acceptable: true },
  /** The same for what a power cycle needs: halfway through, the VM would be down and could not be started. */
  POWER_METHOD_DISABLED: { severity: 'blocker', acceptable: false },
  /** config.managedBy: an extension made the VM and looks after it. */
  MANAGED_BY: { severity: 'blocker', acceptable: true },
  /** A VM that vCenter's own cluster services run in. */
  CLUSTER_SERVICE_VM: { severity: 'blocker', acceptable: false },
  /** Every snapshot keeps its own configuration. [API semantics; UNV for this key] */
  SNAPSHOTS: { severity: 'warning', acceptable: false },

  // What a power-off destroys or sets off.

  /** A disk that is independent and nonpersistent loses at power-off what was written to it. A person may accept that. */
  NONPERSISTENT_DISK: { severity: 'blocker', acceptable: true },
  /** runtime.instantCloneFrozen: instant clones are made from the VM's memory. A person may accept that. */
  INSTANT_CLONE_FROZEN: { severity: 'blocker', acceptable: true },
  /** The power cycle would set off an upgrade of the virtual hardware, for good. */
  HARDWARE_UPGRADE_SCHEDULED: { severity: 'blocker', acceptable: false },

  // Whether the VM can have nested virtualization.

  /** Nested virtualization exists from hardware version 9 on; older VMs accept the setting and ignore it. */
  HARDWARE_TOO_OLD: { severity: 'blocker', acceptable: true },
  /** The plan upgrades the virtual hardware, which cannot be undone. */
  HARDWARE_UPGRADE: { severity: 'warning', acceptable: false },
  /** The version to upgrade to is none that the release of its host runs (Broadcom KB 315655), as far as we know releases. */
  HARDWARE_NOT_SUPPORTED: { severity: 'blocker', acceptable: true },
  /** The VM itself says that it cannot: capability.nestedHVSupported is false. */
  VM_NOT_CAPABLE: { severity: 'blocker', acceptable: true },
  /** Its host says that it cannot: capability.nestedHVSupported is false. */
  HOST_NOT_CAPABLE: { severity: 'blocker', acceptable: false },
  /** A host of 5.1 or later that does not say whether it can. */
  HOST_CAPABILITY_UNKNOWN: { severity: 'warning', acceptable: false },
  /** Before 5.1 the host has to allow it in its own file. */
  HOST_NEEDS_VHV_ALLOW: { severity: 'blocker', acceptable: true },
  /** The CPU has neither VMX nor SVM, and the host does not say that it can all the same. */
  CPU_NOT_CAPABLE: { severity: 'blocker', acceptable: false },
  /** The host says that it can, and the feature hv.capable is not there: the firmware may have it off. */
  HV_NOT_CAPABLE: { severity: 'warning', acceptable: false },
  /** With EVC on, hosts leave VMs neither VMX nor SVM. [UNV: a very low baseline] */
  EVC_HIDES_VIRTUALIZATION: { severity: 'warning', acceptable: false },
  /** The running VM's own feature mask, of per-VM EVC or of its cluster's, has neither VMX nor SVM. [UNV] */
  VM_EVC_HIDES_VIRTUALIZATION: { severity: 'warning', acceptable: false },
  /** Broadcom KB 437651: PCI passthrough and nested virtualization exclude each other. */
  PCI_PASSTHROUGH: { severity: 'blocker', acceptable: false },
  /** That SEV, SEV-SNP or TDX and nested virtualization exclude each other is [UNV]: a person may try. */
  CONFIDENTIAL_VM: { severity: 'blocker', acceptable: true },
  /** The same as of PCI passthrough for a share of a graphics card. */
  VGPU: { severity: 'blocker', acceptable: false },
  /** Fault Tolerance and nested virtualization exclude each other (hasNestedHVConfiguration). */
  FAULT_TOLERANCE: { severity: 'blocker', acceptable: false },
  /** The guest's virtualization-based security needs what is to be turned off. */
  VBS_ENABLED: { severity: 'blocker', acceptable: false },

  // Rights, licences and who manages what.

  /** A privilege that the planned steps need and this user does not have on the VM. */
  MISSING_PRIVILEGE: { severity: 'blocker', acceptable: false },
  /** The free ESXi answers every write with RestrictedVersion. The edition's key is [UNV]. */
  LICENCE_READ_ONLY: { severity: 'blocker', acceptable: true },
  /** The host belongs to a vCenter and is talked to directly. */
  HOST_MANAGED_BY_VCENTER: { severity: 'warning', acceptable: false },
  /** A host in lockdown mode that is talked to directly: this user is an exception. */
  HOST_IN_LOCKDOWN: { severity: 'warning', acceptable: false },
  /** Something that the plan depends on could not be read. */
  NOT_ALL_CHECKED: { severity: 'warning', acceptable: false },

  // Whether a VM that is power-cycled can come back up.

  /** Nothing is powered on once licence or evaluation have ended. */
  LICENCE_ENDED: { severity: 'blocker', acceptable: false },
  /** The same within 24 hours. */
  LICENCE_ENDING: { severity: 'blocker', acceptable: false },
  /** HA keeps less free than its admission control asks for. */
  HA_NO_ROOM: { severity: 'blocker', acceptable: false },
  /** The VM is a hypervisor with VMs powered on: they would end with it. A warning where it only may be one. [UNV: by its uuid] */
  INNER_VMS: { severity: 'blocker', acceptable: false },
  /** The VM is the witness of a vSAN cluster. */
  VSAN_WITNESS: { severity: 'blocker', acceptable: false },
  /** An encrypted VM needs its key to start. Its key is judged by itself. */
  ENCRYPTED: { severity: 'warning', acceptable: false },
  /** So does one with a virtual TPM. */
  VTPM: { severity: 'warning', acceptable: false },
  /** The key provider, an alarm or the host says that the key cannot be had. */
  KEY_UNAVAILABLE: { severity: 'blocker', acceptable: false },
  /** Nobody says whether the key can be had: one VM goes first, unless this is accepted. */
  KEY_PROVIDER_UNREADABLE: { severity: 'warning', acceptable: true },
  /** Nothing about its host could be read. */
  HOST_UNREADABLE: { severity: 'blocker', acceptable: false },
  HOST_NOT_CONNECTED: { severity: 'blocker', acceptable: false },
  HOST_IN_MAINTENANCE: { severity: 'blocker', acceptable: false },
  /** A quick patch is being put on the host. */
  HOST_IN_PARTIAL_MAINTENANCE: { severity: 'blocker', acceptable: false },
  HOST_ENTERING_MAINTENANCE: { severity: 'blocker', acceptable: false },
  HOST_IN_STANDBY: { severity: 'blocker', acceptable: false },
  /** New software or settings are being put on the host. */
  HOST_IN_REMEDIATION: { severity: 'blocker', acceptable: false },
  /** The same for the hosts of its cluster, one after the other. */
  CLUSTER_IN_REMEDIATION: { severity: 'blocker', acceptable: false },
  /** HA is about to restart the VM. */
  HA_FAILOVER: { severity: 'blocker', acceptable: false },
  /** The guest is being customized, or will be when it starts. */
  GUEST_CUSTOMIZATION: { severity: 'blocker', acceptable: false },
  /** A reboot of the guest would power it off. */
  REBOOT_POWERS_OFF: { severity: 'warning', acceptable: false },
  /** The VM has devices of its host. */
  HOST_BOUND_DEVICE: { severity: 'info', acceptable: false },
  /** A device of somebody's own machine is connected. */
  CLIENT_DEVICE: { severity: 'warning', acceptable: false },
  DATASTORE_INACCESSIBLE: { severity: 'blocker', acceptable: false },
  DATASTORE_IN_MAINTENANCE: { severity: 'blocker', acceptable: false },
  /** The file in a CD drive is on a datastore that is not accessible. */
  CD_INACCESSIBLE: { severity: 'blocker', acceptable: false },
  /** Without running Tools a guest cannot be asked to shut down. */
  TOOLS_NOT_RUNNING: { severity: 'blocker', acceptable: false },
  /** The VM is the vCenter that the plan is carried out through. */
  IS_VCENTER: { severity: 'blocker', acceptable: false },
  /** The VM is the machine that this program runs on. */
  IS_THIS_MACHINE: { severity: 'blocker', acceptable: false },
  /** DRS leaves power-on to people; the VM is started on the host it ran on. */
  DRS_MANUAL: { severity: 'info', acceptable: false },

  // What a profile's guest needs besides.

  /** The inner VMs' addresses have to pass the outer port group. */
  NESTED_NETWORKING: { severity: 'info', acceptable: false },
  VBS_NEEDS_EFI: { severity: 'warning', acceptable: false },
  VBS_NEEDS_SECURE_BOOT: { severity: 'warning', acceptable: false },
  VBS_FLAG_OFF: { severity: 'warning', acceptable: false },
  VBS_HARDWARE_TOO_OLD: { severity: 'warning', acceptable: false },
  VBS_HOT_ADD: { severity: 'warning', acceptable: false },
  VBS_IOMMU_OFF: { severity: 'info', acceptable: false },
} as const satisfies Readonly<Record<string, FindingKind>>;

interface FindingKind {
  readonly severity: Severity;
  readonly acceptable: boolean;
}

export type FindingCode = keyof typeof findingCodes;
export type Severity = 'blocker' | 'warning' | 'info';

/** Something that a person should know before a change: data, no English. */
export interface Finding {
  readonly code: FindingCode;
  /** The code's own, or `warning` if it was a blocker and has been accepted, or if it is only likely. */
  readonly severity: Severity;
  /** What was seen, by the name of where it was seen: `{'runtime.powerState': 'poweredOn'}`. */
  readonly evidence: Readonly<Record<string, string>>;
  readonly accepted?: true;
}
