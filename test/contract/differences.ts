interface Difference {
  /** What real servers do instead. */
  readonly real: string;
  /** What says so; the sections are those of the project's vSphere facts, the recordings theirs. */
  readonly source: string;
  /** API documentation, SRC source code or recorded traffic, KB vendor articles, BLOG forum and issue threads, UNV unverified. */
  readonly certainty: 'API' | 'SRC' | 'KB' | 'BLOG' | 'UNV';
}

/**
 * What vcsim (govmomi v0.56.0) does otherwise than real servers, by name. The suite asserts each of them, so that a vcsim that has learnt
 * better fails it, and the entry goes.
 */
export const differences = {
  'gives the cookie without quotes': {
    real: 'the value of vmware_soap_session has literal double quotes, which go back as they came',
    source: 'section 9, recorded traffic of /sdk',
    certainty: 'SRC',
  },
  'pages only when asked': {
    real: 'vCenter pages at 100 objects by itself',
    source: 'section 7: ManageIQ/manageiq#8211, vmware/vsphere-automation-sdk-java#205',
    certainty: 'SRC',
  },
  'gives uuids as page tokens': {
    real: 'the token is a number as a string, and "0" is the first',
    source: 'recording 019',
    certainty: 'SRC',
  },
  'knows no CancelRetrievePropertiesEx': {
    real: 'the method is there since API 4.1, and the token is good for nothing after it',
    source: 'API reference, PropertyCollector.CancelRetrievePropertiesEx',
    certainty: 'API',
  },
  'answers a used token with InvalidPropertyFault': {
    real: 'InvalidArgument; a type named InvalidPropertyFault does not exist',
    source: 'API reference, PropertyCollector; which fault it is nobody has witnessed',
    certainty: 'UNV',
  },
  'tells of unknown properties in missingSet': {
    real: 'the fault InvalidProperty, which names the path; missingSet is for what may not be read',
    source: 'section 5: API reference, PropertyCollector.RetrievePropertiesEx',
    certainty: 'API',
  },
  'keeps properties in the order asked for': {
    real: 'they come sorted by name',
    source: 'recordings 019, 045',
    certainty: 'SRC',
  },
  'takes any version of a collector': {
    real: 'a version that the collector has not given is InvalidCollectorVersion',
    source: 'API reference, PropertyCollector.WaitForUpdatesEx',
    certainty: 'API',
  },
  'tells no update of a flag': {
    real: 'whatever a filter names is told when it changes',
    source: 'API reference, PropertyCollector.CreateFilter',
    certainty: 'API',
  },
  'finds options by the beginning of their name': {
    real: 'only a name that ends in a dot stands for many; any other that is no key is InvalidName',
    source: 'section 1.2: API reference, OptionManager.QueryOptions',
    certainty: 'API',
  },
  'has options of one type, without definitions': {
    real: 'long, int, string and boolean, and all but a few have an optionDef',
    source: 'recording 035: 823, 206, 160 and 100 of 1,289',
    certainty: 'SRC',
  },
  'takes options that the build does not have': {
    real: 'the list is fixed per build: InvalidName',
    source: 'section 1.2: API reference, OptionManager.UpdateOptions; vSphere 8.0 SDK guide',
    certainty: 'API',
  },
  'takes any value for an option': {
    real: 'a value of another type or out of the range is InvalidArgument',
    source: 'section 1.2: API reference, OptionManager.UpdateOptions',
    certainty: 'API',
  },
  'leaves nestedHVEnabled unset until it is set': {
    real: 'an explicit false',
    source: 'recordings 040, 042, 043, 044',
    certainty: 'SRC',
  },
  'has no feature requirements': {
    real: 'runtime.offlineFeatureRequirement grows with nestedHVEnabled',
    source: "section 4.1: VMware's VM feature test script, Test15",
    certainty: 'SRC',
  },
  'takes nestedHVEnabled on a running VM': {
    real: 'InvalidPowerState in the task, and nothing changes',
    source: 'section 3.1: ReconfigVM_Task declares InvalidState; the shape of fog/fog-vsphere#287',
    certainty: 'UNV',
  },
  'takes nestedHVEnabled where it is not supported': {
    real: 'the task succeeds and the flag stays as it was',
    source: 'section 3.1: vmware/pyvmomi#629',
    certainty: 'BLOG',
  },
  'never compares changeVersion': {
    real: 'another changeVersion than that of the VM is ConcurrentAccess',
    source: 'section 3.4: API reference, VirtualMachineConfigSpec.changeVersion',
    certainty: 'API',
  },
  'keeps vhv.enable in extraConfig': {
    real: 'a key that a field of ConfigSpec stands for is dropped, and the task succeeds',
    source: 'section 3.2: types.go:90061, vmware/packer-plugin-vsphere#48, vmware/govmomi#375',
    certainty: 'API',
  },
  'adds a key for an empty value': {
    real: 'an empty value removes a key and never adds one',
    source: 'section 3.2: types.go:90061',
    certainty: 'API',
  },
  'replaces the flags as a whole': {
    real: 'fields of a spec that are not sent stay as they are',
    source: 'section 3.1: API reference, ReconfigVM_Task',
    certainty: 'API',
  },
  'reads XML that is not of the schema': {
    real: 'InvalidRequest, with the place where the parser stopped',
    source: 'the sequences of the WSDL, and what recording 015 tells of the parser',
    certainty: 'UNV',
  },
} as const satisfies Record<string, Difference>;
