import type { HostCpuIdInfo, HostFeatureCapability } from '../vim25/index.ts';

/** What the CPU itself has: Intel's VMX or AMD's SVM. */
export type CpuVirtualization = 'vmx' | 'svm' | 'none';

/** A feature is there when its key is and its value is not '0': 8.0 leaves absent ones out, 6.7 lists them as '0'. Case differs too. */
export function hasFeature(
  features: readonly HostFeatureCapability[] | undefined,
  key: string,
): boolean | undefined {
  const found = features?.find((feature) => feature.key.toLowerCase() === key);
  return features === undefined ? undefined : found !== undefined && found.value !== '0';
}

/** Bit n of a register written as 32 characters, highest first, in groups of four. */
function bit(register: string | undefined, n: number): boolean {
  return register?.replaceAll(':', '')[31 - n] === '1';
}

/** Intel: leaf 1, ecx bit 5. AMD: leaf 0x80000001 (a signed int on the wire), ecx bit 2. */
export function readCpuid(
  features: readonly HostCpuIdInfo[] | undefined,
): CpuVirtualization | undefined {
  if (features === undefined) {
    return undefined;
  }
  const ecx = (level: number): string | undefined =>
    features.find((feature) => feature.level === level)?.ecx;
  return bit(ecx(1), 5) ? 'vmx' : bit(ecx(0x80000001 | 0), 2) ? 'svm' : 'none';
}
