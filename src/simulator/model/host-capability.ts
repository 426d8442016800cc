import type { HostCapability } from '../types.ts';
import { simulatorSchema } from '../wire/schema.ts';

/** What every host here can do; the flags that a host must have and that are not listed are false. */
const supported = [
  'recursiveResourcePoolsSupported',
  'cpuMemoryResourceConfigurationSupported',
  'rebootSupported',
  'shutdownSupported',
  'vmotionSupported',
  'standbySupported',
  'datastorePrincipalSupported',
  'sanSupported',
  'nfsSupported',
  'iscsiSupported',
  'vlanTaggingSupported',
  'nicTeamingSupported',
  'highGuestMemSupported',
  'maintenanceModeSupported',
  'suspendedRelocateSupported',
  'perVmSwapFiles',
  'screenshotSupported',
  'storageVMotionSupported',
  'vmotionWithStorageVMotionSupported',
  'cloneFromSnapshotSupported',
  'deltaDiskBackingsSupported',
  'storageIORMSupported',
  'vStorageCapable',
  'vmfsDatastoreMountCapable',
  'eightPlusHostVmfsSharedAccessSupported',
  'vPMCSupported',
  'featureCapabilitiesSupported',
  'latencySensitivitySupported',
];

const booleansThatMustBe = [
  ...(simulatorSchema.complexType('HostCapability')?.fields.values() ?? []),
]
  .filter(({ type, optional }) => type === 'xsd:boolean' && !optional)
  .map(({ name }) => name);

export interface CapabilityFacts {
  readonly nestedHVSupported: boolean;
  /** The processor could, the firmware does not let it: the host says so in its reasons against FT. */
  readonly switchedOffInFirmware: boolean;
  /** Since 6.7 (docs/facts.md#exec-usage). */
  readonly ignoresExecUsage: boolean;
}

export function hostCapability(facts: CapabilityFacts): HostCapability {
  const { nestedHVSupported, switchedOffInFirmware, ignoresExecUsage } = facts;
  const flags = Object.fromEntries(
    booleansThatMustBe.map((name) => [name, supported.includes(name)]),
  );
  return {
    ...(flags as unknown as HostCapability),
    nestedHVSupported,
    ...(switchedOffInFirmware && { ftCompatibilityIssues: ['cpuHvDisabled'] }),
    ...(ignoresExecUsage && { virtualMmuUsageIgnored: true, virtualExecUsageIgnored: true }),
  };
}
