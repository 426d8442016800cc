/**
 * The leaves of messages that a recording keeps as they are, by name: words of the API and of the product, states, versions, numbers
 * that only count. Whatever is not in this list is replaced. A leaf belongs here if a replay needs it and if no person, company,
 * machine or place can be read out of it, in no type that has a leaf of this name.
 */
export const harmless: ReadonlySet<string> = new Set(
  `
  all kind op pathSet path type skip partialUpdates token maxObjects maxWaitSeconds truncated version changeVersion recursive
  faultcode invalidProperty descriptionId state privId priv_id privilege notGranted effectiveRole roleId disabledMethod
  apiType apiVersion build osType productLineId vendor localeVersion localeBuild patchLevel licenseProductName
  licenseProductVersion priorVersions locale messageLocale callCount extensionSession editionKey costUnit
  powerState connectionState standbyMode lockdownMode inMaintenanceMode overallStatus cryptoState faultToleranceState
  firmware guestId guestFamily  toolsStatus toolsRunningStatus toolsVersionStatus toolsVersionStatus2 guestState
  customizationStatus upgradePolicy versionKey scheduledHardwareUpgradeStatus maintenanceMode
  currentEVCModeKey minRequiredEVCModeKey defaultHardwareVersionKey level eax ebx ecx edx featureName reportType
  controllerKey unitNumber busNumber numCPU numCPUs numCpu numCpuCores numCpuThreads numCpuPackages numCoresPerSocket memoryMB
  diskMode sharing sharedBus status addressType progress queued exitCode pid eventTypeId maxCount eventChainId chainId category
  defaultIndex messageId testType admissionControlEnabled defaultVmBehavior vmBehavior hostMonitoring vmMonitoring
  `
    .trim()
    .split(/\s+/),
);

/** Leaves called `key` or `value` in these are words of the API; elsewhere they can be anything. */
export const harmlessPairs: ReadonlySet<string> = new Set([
  'cpuFeature',
  'featureCapability',
  'maskedFeatureCapability',
  'featureMask',
  'featureRequirement',
  'offlineFeatureRequirement',
  'HostFeatureCapability',
  'HostFeatureMask',
  'VirtualMachineFeatureRequirement',
]);
