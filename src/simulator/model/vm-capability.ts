import type { VirtualMachineCapability } from '../types.ts';

export interface VmCapabilityFacts {
  readonly hardwareVersion: number;
  /** Of the host that the VM is on. */
  readonly hostSupportsNestedHV: boolean;
}

/** Hardware version 9 is the first to offer it (vm-operator, virtualmachine_compute_types.go). */
const firstNestedHardware = 9;

/** VirtualMachine.capability: the answers of a real server (docs/facts.md#vm-defaults), save those that depend on the VM. */
export function vmCapability(facts: VmCapabilityFacts): VirtualMachineCapability {
  const { hardwareVersion, hostSupportsNestedHV } = facts;
  return {
    snapshotOperationsSupported: true,
    multipleSnapshotsSupported: true,
    snapshotConfigSupported: true,
    poweredOffSnapshotsSupported: true,
    memorySnapshotsSupported: true,
    revertToSnapshotSupported: true,
    quiescedSnapshotsSupported: true,
    disableSnapshotsSupported: false,
    lockSnapshotsSupported: true,
    consolePreferencesSupported: false,
    cpuFeatureMaskSupported: true,
    s1AcpiManagementSupported: true,
    settingScreenResolutionSupported: false,
    toolsAutoUpdateSupported: false,
    vmNpivWwnSupported: true,
    npivWwnOnNonRdmVmSupported: true,
    vmNpivWwnDisableSupported: true,
    vmNpivWwnUpdateSupported: true,
    swapPlacementSupported: true,
    toolsSyncTimeSupported: true,
    virtualMmuUsageSupported: false,
    diskSharesSupported: true,
    bootOptionsSupported: true,
    bootRetryOptionsSupported: true,
    settingVideoRamSizeSupported: true,
    settingDisplayTopologySupported: false,
    recordReplaySupported: false,
    changeTrackingSupported: true,
    multipleCoresPerSocketSupported: true,
    hostBasedReplicationSupported: true,
    guestAutoLockSupported: true,
    memoryReservationLockSupported: true,
    featureRequirementSupported: true,
    poweredOnMonitorTypeChangeSupported: true,
    seSparseDiskSupported: true,
    nestedHVSupported: hostSupportsNestedHV && hardwareVersion >= firstNestedHardware,
    vPMCSupported: hardwareVersion >= 9,
    secureBootSupported: hardwareVersion >= 13,
    perVmEvcSupported: hardwareVersion >= 14,
    virtualMmuUsageIgnored: true,
    virtualExecUsageIgnored: true,
  };
}
