import { type Field, Schema, type SchemaTable } from '../../vim25/schema-table.ts';

/**
 * The managed object types and all their properties, as the API reference lists them, in the notation of the schema tables. A
 * property stands here even where the simulator leaves it unset: asking for it is no mistake, asking for another one is.
 */
const reference = 'ManagedObjectReference';

const managedTypes: SchemaTable['complexTypes'] = {
  ManagedObject: { fields: {} },
  ExtensibleManagedObject: {
    base: 'ManagedObject',
    fields: { availableField: 'CustomFieldDef*', value: 'CustomFieldValue*' },
  },
  ManagedEntity: {
    base: 'ExtensibleManagedObject',
    fields: {
      alarmActionsEnabled: 'xsd:boolean?',
      configIssue: 'Event*',
      configStatus: 'ManagedEntityStatus',
      customValue: 'CustomFieldValue*',
      declaredAlarmState: 'AlarmState*',
      disabledMethod: 'xsd:string*',
      effectiveRole: 'xsd:int*',
      name: 'xsd:string',
      overallStatus: 'ManagedEntityStatus',
      parent: `${reference}?`,
      permission: 'Permission*',
      recentTask: `${reference}*`,
      tag: 'Tag*',
      triggeredAlarmState: 'AlarmState*',
    },
  },
  Folder: {
    base: 'ManagedEntity',
    fields: {
      childEntity: `${reference}*`,
      childType: 'xsd:string*',
      namespace: 'xsd:string?',
    },
  },
  Datacenter: {
    base: 'ManagedEntity',
    fields: {
      configuration: 'DatacenterConfigInfo',
      datastore: `${reference}*`,
      datastoreFolder: reference,
      hostFolder: reference,
      network: `${reference}*`,
      networkFolder: reference,
      vmFolder: reference,
    },
  },
  ComputeResource: {
    base: 'ManagedEntity',
    fields: {
      configurationEx: 'ComputeResourceConfigInfo',
      datastore: `${reference}*`,
      environmentBrowser: `${reference}?`,
      host: `${reference}*`,
      lifecycleManaged: 'xsd:boolean?',
      network: `${reference}*`,
      resourcePool: `${reference}?`,
      summary: 'ComputeResourceSummary',
    },
  },
  ClusterComputeResource: {
    base: 'ComputeResource',
    fields: {
      actionHistory: 'ClusterActionHistory*',
      configuration: 'ClusterConfigInfo',
      drsFault: 'ClusterDrsFaults*',
      drsRecommendation: 'ClusterDrsRecommendation*',
      hciConfig: 'ClusterComputeResourceHCIConfigInfo?',
      migrationHistory: 'ClusterDrsMigration*',
      recommendation: 'ClusterRecommendation*',
    },
  },
  HostSystem: {
    base: 'ManagedEntity',
    fields: {
      answerFileValidationResult: 'AnswerFileStatusResult?',
      answerFileValidationState: 'AnswerFileStatusResult?',
      capability: 'HostCapability?',
      complianceCheckResult: 'ComplianceResult?',
      complianceCheckState: 'HostSystemComplianceCheckState?',
      config: 'HostConfigInfo?',
      configManager: 'HostConfigManager',
      datastore: `${reference}*`,
      datastoreBrowser: reference,
      hardware: 'HostHardwareInfo?',
      licensableResource: 'HostLicensableResourceInfo',
      network: `${reference}*`,
      precheckRemediationResult: 'ApplyHostProfileConfigurationSpec?',
      remediationResult: 'ApplyHostProfileConfigurationResult?',
      remediationState: 'HostSystemRemediationState?',
      runtime: 'HostRuntimeInfo',
      summary: 'HostListSummary',
      systemResources: 'HostSystemResourceInfo?',
      vm: `${reference}*`,
    },
  },
  ResourcePool: {
    base: 'ManagedEntity',
    fields: {
      childConfiguration: 'ResourceConfigSpec*',
      config: 'ResourceConfigSpec',
      namespace: 'xsd:string?',
      owner: reference,
      resourcePool: `${reference}*`,
      runtime: 'ResourcePoolRuntimeInfo',
      summary: 'ResourcePoolSummary',
      vm: `${reference}*`,
    },
  },
  VirtualApp: {
    base: 'ResourcePool',
    fields: {
      childLink: 'VirtualAppLinkInfo*',
      datastore: `${reference}*`,
      network: `${reference}*`,
      parentFolder: `${reference}?`,
      parentVApp: `${reference}?`,
      vAppConfig: 'VAppConfigInfo?',
    },
  },
  VirtualMachine: {
    base: 'ManagedEntity',
    fields: {
      capability: 'VirtualMachineCapability',
      config: 'VirtualMachineConfigInfo?',
      datastore: `${reference}*`,
      environmentBrowser: reference,
      guest: 'GuestInfo?',
      guestHeartbeatStatus: 'ManagedEntityStatus',
      layout: 'VirtualMachineFileLayout?',
      layoutEx: 'VirtualMachineFileLayoutEx?',
      network: `${reference}*`,
      parentVApp: `${reference}?`,
      resourceConfig: 'ResourceConfigSpec?',
      resourcePool: `${reference}?`,
      rootSnapshot: `${reference}*`,
      runtime: 'VirtualMachineRuntimeInfo',
      snapshot: 'VirtualMachineSnapshotInfo?',
      storage: 'VirtualMachineStorageInfo?',
      summary: 'VirtualMachineSummary',
    },
  },
  Datastore: {
    base: 'ManagedEntity',
    fields: {
      browser: reference,
      capability: 'DatastoreCapability',
      host: 'DatastoreHostMount*',
      info: 'DatastoreInfo',
      iormConfiguration: 'StorageIORMInfo?',
      summary: 'DatastoreSummary',
      vm: `${reference}*`,
    },
  },
  Network: {
    base: 'ManagedEntity',
    fields: { host: `${reference}*`, summary: 'NetworkSummary', vm: `${reference}*` },
  },
  DistributedVirtualPortgroup: {
    base: 'Network',
    fields: { config: 'DVPortgroupConfigInfo', key: 'xsd:string', portKeys: 'xsd:string*' },
  },
  OpaqueNetwork: {
    base: 'Network',
    fields: { capability: 'OpaqueNetworkCapability?', extraConfig: 'OptionValue*' },
  },
  DistributedVirtualSwitch: {
    base: 'ManagedEntity',
    fields: {
      capability: 'DVSCapability',
      config: 'DVSConfigInfo',
      networkResourcePool: 'DVSNetworkResourcePool*',
      portgroup: `${reference}*`,
      runtime: 'DVSRuntimeInfo?',
      summary: 'DVSSummary',
      uuid: 'xsd:string',
    },
  },
  VmwareDistributedVirtualSwitch: { base: 'DistributedVirtualSwitch', fields: {} },
  StoragePod: {
    base: 'Folder',
    fields: { podStorageDrsEntry: 'PodStorageDrsEntry?', summary: 'StoragePodSummary?' },
  },
  Task: { base: 'ExtensibleManagedObject', fields: { info: 'TaskInfo' } },
  ServiceInstance: {
    base: 'ManagedObject',
    fields: { capability: 'Capability', content: 'ServiceContent', serverClock: 'xsd:dateTime' },
  },
  SessionManager: {
    base: 'ManagedObject',
    fields: {
      currentSession: 'UserSession?',
      defaultLocale: 'xsd:string',
      message: 'xsd:string?',
      messageLocaleList: 'xsd:string*',
      sessionList: 'UserSession*',
      supportedLocaleList: 'xsd:string*',
    },
  },
  ViewManager: { base: 'ManagedObject', fields: { viewList: `${reference}*` } },
  View: { base: 'ManagedObject', fields: {} },
  ManagedObjectView: { base: 'View', fields: { view: `${reference}*` } },
  ContainerView: {
    base: 'ManagedObjectView',
    fields: { container: reference, recursive: 'xsd:boolean', type: 'xsd:string*' },
  },
  ListView: { base: 'ManagedObjectView', fields: {} },
  PropertyCollector: { base: 'ManagedObject', fields: { filter: `${reference}*` } },
  PropertyFilter: {
    base: 'ManagedObject',
    fields: { partialUpdates: 'xsd:boolean', spec: 'PropertyFilterSpec' },
  },
  OptionManager: {
    base: 'ManagedObject',
    fields: { setting: 'OptionValue*', supportedOption: 'OptionDef*' },
  },
  TaskManager: {
    base: 'ManagedObject',
    fields: {
      description: 'TaskDescription',
      maxCollector: 'xsd:int',
      recentTask: `${reference}*`,
    },
  },
  SearchIndex: { base: 'ManagedObject', fields: {} },
  EventManager: {
    base: 'ManagedObject',
    fields: { description: 'EventDescription', latestEvent: 'Event?', maxCollector: 'xsd:int' },
  },
  HistoryCollector: { base: 'ManagedObject', fields: { filter: 'xsd:anyType' } },
  EventHistoryCollector: {
    base: 'HistoryCollector',
    fields: { initialized: 'xsd:boolean?', latestPage: 'Event*' },
  },
  TaskHistoryCollector: {
    base: 'HistoryCollector',
    fields: { initialized: 'xsd:boolean?', latestPage: 'TaskInfo*' },
  },
  AuthorizationManager: {
    base: 'ManagedObject',
    fields: {
      description: 'AuthorizationDescription',
      privilegeList: 'AuthorizationPrivilege*',
      roleList: 'AuthorizationRole*',
    },
  },
  LicenseManager: {
    base: 'ManagedObject',
    fields: {
      diagnostics: 'LicenseDiagnostics?',
      evaluation: 'LicenseManagerEvaluationInfo',
      featureInfo: 'LicenseFeatureInfo*',
      licenseAssignmentManager: `${reference}?`,
      licensedEdition: 'xsd:string',
      licenses: 'LicenseManagerLicenseInfo*',
      source: 'LicenseSource',
      sourceAvailable: 'xsd:boolean',
    },
  },
  LicenseAssignmentManager: { base: 'ManagedObject', fields: {} },
  GuestOperationsManager: {
    base: 'ManagedObject',
    fields: {
      aliasManager: `${reference}?`,
      authManager: `${reference}?`,
      fileManager: `${reference}?`,
      guestWindowsRegistryManager: `${reference}?`,
      processManager: `${reference}?`,
    },
  },
  VirtualMachineCompatibilityChecker: { base: 'ManagedObject', fields: {} },
  EnvironmentBrowser: { base: 'ManagedObject', fields: { datastoreBrowser: `${reference}?` } },
  GuestAuthManager: { base: 'ManagedObject', fields: {} },
  GuestFileManager: { base: 'ManagedObject', fields: {} },
  GuestProcessManager: { base: 'ManagedObject', fields: {} },
};

const types = new Schema({ complexTypes: managedTypes, enums: [], operations: {} });

/** All properties of a managed object type, inherited ones too; undefined where there is no such type. */
export function propertiesOf(type: string): ReadonlyMap<string, Field> | undefined {
  return types.complexType(type)?.fields;
}

/** Whether a managed object type is `ancestor` or inherits from it. */
export function isManagedType(type: string, ancestor: string): boolean {
  return types.isA(type, ancestor);
}
