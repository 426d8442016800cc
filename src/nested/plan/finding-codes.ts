/**
 * Plain data: what can stand in the way, and what is to be known before a change. Stable: programs and people's scripts match on the
 * codes. `acceptable`: a person may lower it to a warning; never what would leave a VM down or lose what it holds in memory, except
 * NONPERSISTENT_DISK and INSTANT_CLONE_FROZEN, whose loss the question before the run names.
 * What each means and what to do about it stands in report/findings/, and only there: comments here name sources.
 */
export const findingCodes = {
  // The VM's own state.

  POWER_CYCLE_REQUIRED: { severity: 'blocker', acceptable: false },
  /** A suspended VM cannot be reconfigured without losing what it holds in memory. */
  SUSPENDED: { severity: 'blocker', acceptable: false },
  SUSPENDED_TO_MEMORY: { severity: 'blocker', acceptable: false },
  MEMORY_DISCARDED: { severity: 'warning', acceptable: false },
  /** Only the name and the notes of a template can be changed. */
  TEMPLATE: { severity: 'blocker', acceptable: true },
  /** vim25 does not show which templates are items of a content library. */
  LIBRARY_TEMPLATE: { severity: 'warning', acceptable: false },
  TEMPLATE_NOT_CONVERTIBLE: { severity: 'blocker', acceptable: false },
  NOT_CONNECTED: { severity: 'blocker', acceptable: false },
  CONFIG_UNREADABLE: { severity: 'blocker', acceptable: false },
  TAKES_EFFECT_AT_POWER_ON: { severity: 'info', acceptable: false },
  FLAG_TRANSLATED: { severity: 'info', acceptable: false },
  /** runtime.question. */
  QUESTION_PENDING: { severity: 'blocker', acceptable: false },
  TASK_RUNNING: { severity: 'warning', acceptable: false },
  METHOD_DISABLED: { severity: 'blocker', acceptable: true },
  POWER_METHOD_DISABLED: { severity: 'blocker', acceptable: false },
  /** config.managedBy. */
  MANAGED_BY: { severity: 'blocker', acceptable: true },
  CLUSTER_SERVICE_VM: { severity: 'blocker', acceptable: false },
  /** [API semantics; UNV for this key] */
  SNAPSHOTS: { severity: 'warning', acceptable: false },

  // What a power-off destroys or sets off.

  NONPERSISTENT_DISK: { severity: 'blocker', acceptable: true },
  /** runtime.instantCloneFrozen. */
  INSTANT_CLONE_FROZEN: { severity: 'blocker', acceptable: true },
  HARDWARE_UPGRADE_SCHEDULED: { severity: 'blocker', acceptable: false },

  // Whether the VM can have nested virtualization.

  /** Nested virtualization exists from hardware version 9 on; older VMs accept the setting and ignore it. */
  HARDWARE_TOO_OLD: { severity: 'blocker', acceptable: true },
  HARDWARE_UPGRADE: { severity: 'warning', acceptable: false },
  /** As far as we know releases (Broadcom KB 315655). */
  HARDWARE_NOT_SUPPORTED: { severity: 'blocker', acceptable: true },
  /** capability.nestedHVSupported of the VM. */
  VM_NOT_CAPABLE: { severity: 'blocker', acceptable: true },
  /** capability.nestedHVSupported of the host. */
  HOST_NOT_CAPABLE: { severity: 'blocker', acceptable: false },
  HOST_CAPABILITY_UNKNOWN: { severity: 'warning', acceptable: false },
  HOST_NEEDS_VHV_ALLOW: { severity: 'blocker', acceptable: true },
  /** And the host does not say that it can all the same. */
  CPU_NOT_CAPABLE: { severity: 'blocker', acceptable: false },
  /** The feature hv.capable is not there: the firmware may have it off. */
  HV_NOT_CAPABLE: { severity: 'warning', acceptable: false },
  /** [UNV: a very low baseline] */
  EVC_HIDES_VIRTUALIZATION: { severity: 'warning', acceptable: false },
  /** Of per-VM EVC or of its cluster's. [UNV] */
  VM_EVC_HIDES_VIRTUALIZATION: { severity: 'warning', acceptable: false },
  /** Broadcom KB 437651. */
  PCI_PASSTHROUGH: { severity: 'blocker', acceptable: false },
  /** That the two exclude each other is [UNV]: a person may try. */
  CONFIDENTIAL_VM: { severity: 'blocker', acceptable: true },
  VGPU: { severity: 'blocker', acceptable: false },
  /** hasNestedHVConfiguration. */
  FAULT_TOLERANCE: { severity: 'blocker', acceptable: false },
  VBS_ENABLED: { severity: 'blocker', acceptable: false },

  // Rights, licences and who manages what.

  MISSING_PRIVILEGE: { severity: 'blocker', acceptable: false },
  /** Its API answers every write with RestrictedVersion. The edition's key is [UNV]. */
  LICENCE_READ_ONLY: { severity: 'blocker', acceptable: true },
  HOST_MANAGED_BY_VCENTER: { severity: 'warning', acceptable: false },
  /** Whoever is logged in all the same is an exception. */
  HOST_IN_LOCKDOWN: { severity: 'warning', acceptable: false },
  NOT_ALL_CHECKED: { severity: 'warning', acceptable: false },

  // Whether a VM that is power-cycled can come back up.

  LICENCE_ENDED: { severity: 'blocker', acceptable: false },
  LICENCE_ENDING: { severity: 'blocker', acceptable: false },
  HA_NO_ROOM: { severity: 'blocker', acceptable: false },
  /** A warning where the VM only may be a hypervisor. [UNV: by its uuid] */
  INNER_VMS: { severity: 'blocker', acceptable: false },
  VSAN_WITNESS: { severity: 'blocker', acceptable: false },
  ENCRYPTED: { severity: 'warning', acceptable: false },
  VTPM: { severity: 'warning', acceptable: false },
  KEY_UNAVAILABLE: { severity: 'blocker', acceptable: false },
  KEY_PROVIDER_UNREADABLE: { severity: 'warning', acceptable: true },
  HOST_UNREADABLE: { severity: 'blocker', acceptable: false },
  HOST_NOT_CONNECTED: { severity: 'blocker', acceptable: false },
  HOST_IN_MAINTENANCE: { severity: 'blocker', acceptable: false },
  HOST_IN_PARTIAL_MAINTENANCE: { severity: 'blocker', acceptable: false },
  HOST_ENTERING_MAINTENANCE: { severity: 'blocker', acceptable: false },
  HOST_IN_STANDBY: { severity: 'blocker', acceptable: false },
  HOST_IN_REMEDIATION: { severity: 'blocker', acceptable: false },
  CLUSTER_IN_REMEDIATION: { severity: 'blocker', acceptable: false },
  HA_FAILOVER: { severity: 'blocker', acceptable: false },
  GUEST_CUSTOMIZATION: { severity: 'blocker', acceptable: false },
  REBOOT_POWERS_OFF: { severity: 'warning', acceptable: false },
  HOST_BOUND_DEVICE: { severity: 'info', acceptable: false },
  CLIENT_DEVICE: { severity: 'warning', acceptable: false },
  DATASTORE_INACCESSIBLE: { severity: 'blocker', acceptable: false },
  DATASTORE_IN_MAINTENANCE: { severity: 'blocker', acceptable: false },
  CD_INACCESSIBLE: { severity: 'blocker', acceptable: false },
  TOOLS_NOT_RUNNING: { severity: 'blocker', acceptable: false },
  IS_VCENTER: { severity: 'blocker', acceptable: false },
  IS_THIS_MACHINE: { severity: 'blocker', acceptable: false },
  DRS_MANUAL: { severity: 'info', acceptable: false },

  // What a profile's guest needs besides.

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
