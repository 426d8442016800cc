import type { HostCpuIdInfo } from '../types.ts';

export type CpuVendor = 'intel' | 'amd';

interface Leaf {
  readonly level: number;
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}

const bit = (n: number) => 2 ** n;
const highest = -2147483648;
const extended = -2147483647;

/** The registers of one processor model a vendor, without the bit for hardware virtualization. */
const leaves: Readonly<Record<CpuVendor, readonly Leaf[]>> = {
  intel: [
    { level: 0, eax: 0x1b, ebx: 0x756e6547, ecx: 0x6c65746e, edx: 0x49656e69 },
    { level: 1, eax: 0x606a6, ebx: 0x400800, ecx: 0x7ffefbdf, edx: 0xbfebfbff },
    { level: highest, eax: 0x80000008, ebx: 0, ecx: 0, edx: 0 },
    { level: extended, eax: 0, ebx: 0, ecx: 0x121, edx: 0x2c100800 },
  ],
  amd: [
    { level: 0, eax: 0x10, ebx: 0x68747541, ecx: 0x444d4163, edx: 0x69746e65 },
    { level: 1, eax: 0x830f10, ebx: 0x200800, ecx: 0x7ef8320b, edx: 0x178bfbff },
    { level: highest, eax: 0x80000020, ebx: 0x68747541, ecx: 0x444d4163, edx: 0x69746e65 },
    { level: extended, eax: 0x830f10, ebx: 0, ecx: 0x75c237fb, edx: 0x2fd3fbff },
  ],
};

/** Where CPUID tells of hardware virtualization: VMX in leaf 1, SVM in leaf 0x80000001 (docs/facts.md#cpuid-bits). */
const virtualization: Readonly<
  Record<CpuVendor, { readonly level: number; readonly bit: number }>
> = {
  intel: { level: 1, bit: bit(5) },
  amd: { level: extended, bit: bit(2) },
};

/** Level 1, ecx bit 31: the host is itself a VM. */
const hypervisorPresent = bit(31);

/** `0000:0110:…`, eight groups of four, bit 31 first. */
function register(value: number): string {
  const bits = value.toString(2).padStart(32, '0');
  return (bits.match(/.{4}/g) ?? []).join(':');
}

/** HostHardwareInfo.cpuFeature of a host. */
export function cpuFeature(
  vendor: CpuVendor,
  { virtualizes, isVm }: { readonly virtualizes: boolean; readonly isVm: boolean },
): readonly HostCpuIdInfo[] {
  const mark = virtualization[vendor];
  return leaves[vendor].map(({ level, eax, ebx, ecx, edx }) => {
    const extra =
      (virtualizes && level === mark.level ? mark.bit : 0) +
      (isVm && level === 1 ? hypervisorPresent : 0);
    return {
      level,
      eax: register(eax),
      ebx: register(ebx),
      ecx: register(ecx + extra),
      edx: register(edx),
    };
  });
}

export const cpuModels: Readonly<Record<CpuVendor, string>> = {
  intel: 'Intel(R) Xeon(R) Gold 6330 CPU @ 2.00GHz',
  amd: 'AMD EPYC 7702 64-Core Processor',
};
