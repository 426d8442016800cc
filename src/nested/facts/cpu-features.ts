import type { HostCpuIdInfo, HostFeatureCapability } from '../../vim25/index.ts';

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

const intelLeaf = 1;
/** 0x80000001, a signed int on the wire. */
const amdLeaf = 0x80000001 | 0;

/** Intel: leaf 1, ecx bit 5. AMD: leaf 0x80000001, ecx bit 2. Undefined where the server tells neither. */
export function readCpuid(
  features: readonly HostCpuIdInfo[] | undefined,
): CpuVirtualization | undefined {
  const ecx = (leaf: number): string | undefined =>
    features?.find((feature) => feature.level === leaf)?.ecx;
  const intel = ecx(intelLeaf);
  const amd = ecx(amdLeaf);
  if (intel === undefined && amd === undefined) {
    return undefined;
  }
  return bit(intel, 5) ? 'vmx' : bit(amd, 2) ? 'svm' : 'none';
}
