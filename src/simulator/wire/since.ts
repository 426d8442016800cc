/**
 * Fields that the API has only since some version, by the type that declares them: those that the simulator fills in or takes, and those
 * that a client may ask of it. Everything else is as old as the oldest version here.
 *
 * Source: the versions in pyVmomi's type information (ServerObjects, CoreTypes), which agree with "Since vSphere API" in the API reference
 * and with what servers answer who is asked as 5.5 and as 6.5 (docs/facts.md#hidden-fields).
 */
const byVersion: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '5.1': {
    HostCapability: [
      'maxRegisteredVMs',
      'hbrNicSelectionSupported',
      'eightPlusHostVmfsSharedAccessSupported',
      'nestedHVSupported',
      'vPMCSupported',
      'interVMCommunicationThroughVMCISupported',
      'scheduledHardwareUpgradeSupported',
      'featureCapabilitiesSupported',
      'latencySensitivitySupported',
      'accel3dSupported',
    ],
    HostConfigInfo: ['featureCapability', 'maskedFeatureCapability'],
    VirtualMachineCapability: [
      'featureRequirementSupported',
      'poweredOnMonitorTypeChangeSupported',
      'seSparseDiskSupported',
      'nestedHVSupported',
      'vPMCSupported',
    ],
    VirtualMachineConfigInfo: [
      'latencySensitivity',
      'nestedHVEnabled',
      'vPMCEnabled',
      'scheduledHardwareUpgradeInfo',
    ],
    VirtualMachineConfigSpec: ['latencySensitivity', 'nestedHVEnabled', 'vPMCEnabled'],
    VirtualMachineRuntimeInfo: ['offlineFeatureRequirement', 'featureRequirement', 'featureMask'],
    UserSession: ['ipAddress', 'userAgent', 'callCount'],
    ServiceContent: ['serviceManager'],
  },
  '5.5': {
    ServiceContent: ['datastoreNamespaceManager'],
  },
  '6.0': {
    HostConfigInfo: ['lockdownMode'],
    VirtualMachineConfigInfo: ['messageBusTunnelEnabled'],
    VirtualMachineConfigSpec: ['messageBusTunnelEnabled'],
    VirtualMachineFlagInfo: ['faultToleranceType'],
    ServiceContent: ['overheadMemoryManager', 'certificateManager', 'ioFilterManager'],
  },
  '6.5': {
    VirtualMachineFlagInfo: ['cbrcCacheEnabled'],
    VirtualMachineBootOptions: ['efiSecureBootEnabled'],
    VirtualMachineCapability: ['secureBootSupported'],
    HostRuntimeInfo: ['cryptoState'],
    ServiceContent: [
      'vStorageObjectManager',
      'hostSpecManager',
      'cryptoManager',
      'healthUpdateManager',
      'failoverClusterConfigurator',
      'failoverClusterManager',
    ],
  },
  '6.7': {
    VMwareDVSPortSetting: ['macManagementPolicy'],
    HostCapability: ['virtualMmuUsageIgnored', 'virtualExecUsageIgnored'],
    VirtualMachineCapability: [
      'perVmEvcSupported',
      'virtualMmuUsageIgnored',
      'virtualExecUsageIgnored',
    ],
    HostSystem: ['remediationState'],
    VirtualMachineRuntimeInfo: ['instantCloneFrozen'],
    VirtualMachineConfigInfo: ['createDate'],
    VirtualMachineConfigSpec: ['createDate'],
    VirtualMachineFlagInfo: ['vvtdEnabled', 'vbsEnabled'],
  },
  '7.0.1.0': {
    VirtualMachineConfigInfo: ['sevEnabled'],
  },
  '7.0.2.0': {
    GuestInfo: ['customizationInfo'],
    VirtualMachineRuntimeInfo: ['vmFailoverInProgress', 'suspendedToMemory'],
    SessionManagerGenericServiceTicket: ['ticketType'],
  },
  '7.0.3.1': {
    SessionManagerGenericServiceTicket: ['certThumbprintList'],
  },
  '7.0.3.2': {
    NoPermission: ['missingPrivileges'],
  },
  '8.0.0.1': {
    VirtualMachineConfigInfo: ['rebootPowerOff'],
  },
  '8.0.3.0': {
    HostRuntimeInfo: ['partialMaintenanceMode'],
  },
  '9.0.0.0': {
    VirtualMachineConfigInfo: ['sevSnpEnabled', 'tdxEnabled'],
  },
  '9.1.0.0': {
    EventFilterSpec: ['auditable', 'auditId'],
  },
};

function firstVersions(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const table: Record<string, Record<string, string>> = {};
  for (const [version, types] of Object.entries(byVersion)) {
    for (const [type, fields] of Object.entries(types)) {
      const entries = fields.map((field) => [field, version] as const);
      table[type] = { ...table[type], ...Object.fromEntries(entries) };
    }
  }
  return table;
}

/** The first version that has a field, by type and field; nothing for what there always was. */
export const since: Readonly<Record<string, Readonly<Record<string, string>>>> = firstVersions();
