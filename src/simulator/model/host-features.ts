import { compareVersions } from '../../vim25/version.ts';
import type { HostFeatureCapability } from '../types.ts';
import type { CpuVendor } from './host-cpu.ts';

/** Features in the spelling of 6.7 (docs/facts.md#feature-keys), by who has them. */
const common = [
  'cpuid.ABM',
  'cpuid.ADX',
  'cpuid.AES',
  'cpuid.AVX',
  'cpuid.AVX2',
  'cpuid.BMI1',
  'cpuid.BMI2',
  'cpuid.CLFLUSHOPT',
  'cpuid.CMPXCHG16B',
  'cpuid.F16C',
  'cpuid.FMA',
  'cpuid.FSGSBASE',
  'cpuid.LAHF64',
  'cpuid.LM',
  'cpuid.MOVBE',
  'cpuid.MWAIT',
  'cpuid.NX',
  'cpuid.PCLMULQDQ',
  'cpuid.PDPE1GB',
  'cpuid.POPCNT',
  'cpuid.RDRAND',
  'cpuid.RDSEED',
  'cpuid.RDTSCP',
  'cpuid.SHA',
  'cpuid.SMAP',
  'cpuid.SMEP',
  'cpuid.SSE3',
  'cpuid.SSE41',
  'cpuid.SSE42',
  'cpuid.SSSE3',
  'cpuid.XSAVE',
  'cpuid.XSAVEC',
  'cpuid.XSAVEOPT',
  'cpuid.XSAVES',
];
const ofVendor: Readonly<Record<CpuVendor, readonly string[]>> = {
  intel: [
    'cpuid.AVX512BW',
    'cpuid.AVX512CD',
    'cpuid.AVX512DQ',
    'cpuid.AVX512F',
    'cpuid.AVX512VL',
    'cpuid.DS',
    'cpuid.HLE',
    'cpuid.INVPCID',
    'cpuid.Intel',
    'cpuid.PCID',
    'cpuid.RTM',
    'cpuid.SS',
  ],
  amd: [
    'cpuid.3DNPREFETCH',
    'cpuid.AMD',
    'cpuid.CLZERO',
    'cpuid.CR8AVAIL',
    'cpuid.EXTAPICSPC',
    'cpuid.FFXSR',
    'cpuid.MISALIGNED_SSE',
    'cpuid.MMXEXT',
    'cpuid.SSE4A',
  ],
};

/** Those that come and go with hardware virtualization in the processor. */
const ofVirtualization: Readonly<Record<CpuVendor, readonly string[]>> = {
  intel: ['cpuid.VMX'],
  amd: [
    'cpuid.SVM',
    'cpuid.SVM_DECODE_ASSISTS',
    'cpuid.SVM_FLUSH_BY_ASID',
    'cpuid.SVM_NPT',
    'cpuid.SVM_NRIP',
    'cpuid.SVM_VMCB_CLEAN',
  ],
};

/** Those that need the firmware to have it switched on as well; the second list only since 7. */
const ofMonitor: Readonly<Record<CpuVendor, readonly string[]>> = {
  intel: ['vt.ple', 'vt.realmode'],
  amd: [],
};
const ofNewMonitor: Readonly<Record<CpuVendor, readonly string[]>> = {
  intel: ['vt.advexitinfo', 'vt.eptad', 'vt.mbx', 'vt.zeroinstlen'],
  amd: [],
};
const hvCapable = 'hv.capable';

export interface FeatureFacts {
  readonly version: string;
  readonly vendor: CpuVendor;
  /** The processor has VT-x or AMD-V. */
  readonly virtualizes: boolean;
  /** The firmware has it switched on, so that the monitor can use it. */
  readonly usable: boolean;
}

/**
 * HostConfigInfo.featureCapability in the form of the host's version: since 7 lower case and only what is there, on 6.x mixed case and
 * with zeros for what is not (docs/facts.md#feature-keys), before 5.1 nothing at all.
 */
export function featureCapability(
  facts: FeatureFacts,
): readonly HostFeatureCapability[] | undefined {
  const { version, vendor, virtualizes, usable } = facts;
  if (compareVersions(version, '5.1') < 0) {
    return undefined;
  }
  const isNew = compareVersions(version, '7.0') >= 0;
  const present = new Set([
    ...common,
    ...ofVendor[vendor],
    ...(virtualizes ? ofVirtualization[vendor] : []),
    ...(usable ? [hvCapable, ...ofMonitor[vendor], ...(isNew ? ofNewMonitor[vendor] : [])] : []),
  ]);
  const names = isNew ? [...present].map((name) => name.toLowerCase()) : everyName();
  return names.sort(byCode).map((name) => ({
    key: name,
    featureName: name,
    value: isNew || present.has(name) ? '1' : '0',
  }));
}

function everyName(): string[] {
  return [
    ...common,
    ...[ofVendor, ofVirtualization, ofMonitor].flatMap(({ intel, amd }) => [...intel, ...amd]),
    hvCapable,
  ];
}

function byCode(one: string, other: string): number {
  return one < other ? -1 : 1;
}

/** Baselines below Westmere do not carry VMX (docs/facts.md#evc-masks, an inference). */
const withoutVirtualization = new Set([
  'intel-merom',
  'intel-penryn',
  'intel-nehalem',
  'amd-rev-e',
  'amd-rev-f',
]);

export function hidesVirtualization(evcMode: string): boolean {
  return withoutVirtualization.has(evcMode);
}

/** What is left of them under an EVC mode: maskedFeatureCapability, which is what VMs get. */
export function maskFeatures(
  features: readonly HostFeatureCapability[],
  evcMode: string | undefined,
): readonly HostFeatureCapability[] {
  if (evcMode === undefined || !hidesVirtualization(evcMode)) {
    return features;
  }
  return features.filter(({ key }) => !/^(hv\.capable|vt\..*|cpuid\.(vmx|svm.*))$/i.test(key));
}
