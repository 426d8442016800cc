import type { SchemaTable } from '../schema-table.ts';

const reference = 'ManagedObjectReference';

/** The types of managers, and of what they make: tasks, views, filters, collectors. */
export const serviceTypes: SchemaTable['complexTypes'] = {
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
    fields: { latestPage: 'TaskInfo*' },
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
  CryptoManager: { base: 'ManagedObject', fields: { enabled: 'xsd:boolean' } },
  CryptoManagerKmip: { base: 'CryptoManager', fields: { kmipServers: 'KmipClusterInfo*' } },
  Alarm: {
    base: 'ExtensibleManagedObject',
    fields: { info: 'AlarmInfo' },
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
