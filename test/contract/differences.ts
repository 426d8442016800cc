interface Difference {
  /** What real servers do instead. */
  readonly real: string;
  /** What says so. */
  readonly source: string;
  /** The marks of docs/facts.md. */
  readonly certainty: 'API' | 'SRC' | 'KB' | 'BLOG' | 'UNV';
}

/**
 * What vcsim (govmomi v0.56.0) does otherwise than real servers, by name. The suite asserts each of them, so that a vcsim that has learnt
 * better fails it, and the entry goes.
 */
export const differences = {
  'gives the cookie without quotes': {
    real: 'the value of vmware_soap_session has literal double quotes, which go back as they came',
    source: 'docs/facts.md#session-cookie',
    certainty: 'SRC',
  },
  'pages only when asked': {
    real: 'vCenter pages at 100 objects by itself',
    source: 'docs/facts.md#page-size',
    certainty: 'BLOG',
  },
  'gives uuids as page tokens': {
    real: 'the token is a number as a string, and "0" is the first',
    source: 'docs/facts.md#page-tokens',
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
    source: 'API reference, PropertyCollector.RetrievePropertiesEx',
    certainty: 'API',
  },
  'keeps properties in the order asked for': {
    real: 'they come sorted by name',
    source: 'docs/facts.md#property-order',
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
    source: 'docs/facts.md#option-names',
    certainty: 'API',
  },
  'has options of one type, without definitions': {
    real: 'long, int, string and boolean, and all but a few have an optionDef',
    source: 'docs/facts.md#host-options',
    certainty: 'SRC',
  },
  'takes options that the build does not have': {
    real: 'the list is fixed per build: InvalidName',
    source: 'docs/facts.md#host-options',
    certainty: 'API',
  },
  'takes any value for an option': {
    real: 'a value of another type or out of the range is InvalidArgument',
    source: 'docs/facts.md#option-names',
    certainty: 'API',
  },
  'leaves nestedHVEnabled unset until it is set': {
    real: 'an explicit false',
    source: 'docs/facts.md#explicit-false',
    certainty: 'SRC',
  },
  'has no feature requirements': {
    real: 'runtime.offlineFeatureRequirement grows with nestedHVEnabled',
    source: 'docs/facts.md#feature-requirements',
    certainty: 'SRC',
  },
  'takes nestedHVEnabled on a running VM': {
    real: 'InvalidPowerState in the task, and nothing changes',
    source: 'docs/facts.md#running-vm',
    certainty: 'UNV',
  },
  'takes nestedHVEnabled where it is not supported': {
    real: 'the task succeeds and the flag stays as it was',
    source: 'docs/facts.md#silently-ignored',
    certainty: 'BLOG',
  },
  'never compares changeVersion': {
    real: 'another changeVersion than that of the VM is ConcurrentAccess',
    source: 'API reference, VirtualMachineConfigSpec.changeVersion',
    certainty: 'API',
  },
  'keeps vhv.enable in extraConfig': {
    real: 'a key that a field of ConfigSpec stands for is dropped, and the task succeeds',
    source: 'docs/facts.md#dropped-keys',
    certainty: 'API',
  },
  'adds a key for an empty value': {
    real: 'an empty value removes a key and never adds one',
    source: 'docs/facts.md#dropped-keys',
    certainty: 'API',
  },
  'replaces the flags as a whole': {
    real: 'fields of a spec that are not sent stay as they are',
    source: 'docs/facts.md#partial-spec',
    certainty: 'API',
  },
  'reads XML that is not of the schema': {
    real: 'InvalidRequest, with the place where the parser stopped',
    source: 'the sequences of the WSDL, and docs/facts.md#parse-errors',
    certainty: 'UNV',
  },
} as const satisfies Record<string, Difference>;
