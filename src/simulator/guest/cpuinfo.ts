import { type CpuVendor, cpuModels } from '../model/host-cpu.ts';

const vendorIds: Readonly<Record<CpuVendor, string>> = {
  intel: 'GenuineIntel',
  amd: 'AuthenticAMD',
};
const flags =
  'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat sse sse2 ht syscall nx lm constant_tsc nopl pni ssse3 cx16 sse4_1 sse4_2 popcnt aes xsave avx hypervisor lahf_lm';

/** What the flag of hardware virtualization is called. */
const virtualization: Readonly<Record<CpuVendor, string>> = { intel: 'vmx', amd: 'svm' };

/** /proc/cpuinfo of a Linux guest: it has the flag if the monitor that runs it was started with nested virtualization. */
export function cpuinfo(vendor: CpuVendor, cpus: number, nestedHV: boolean): string {
  return Array.from({ length: cpus }, (_, index) =>
    [
      `processor\t: ${index}`,
      `vendor_id\t: ${vendorIds[vendor]}`,
      `model name\t: ${cpuModels[vendor]}`,
      `flags\t\t: ${flags}${nestedHV ? ` ${virtualization[vendor]}` : ''}`,
      '',
    ].join('\n'),
  ).join('\n');
}
