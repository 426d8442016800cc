import type { HostCpuPackage, HostHardwareInfo, HostListSummary } from '../types.ts';
import { cpuFeature, cpuModels } from './host-cpu.ts';
import type { HostHardware } from './host-state.ts';

const packages = 2;

function machine({ isVm }: HostHardware): { readonly vendor: string; readonly model: string } {
  return isVm
    ? { vendor: 'VMware, Inc.', model: 'VMware20,1' }
    : { vendor: 'Example Systems', model: 'Rack 2000' };
}

/** HostSystem.hardware. */
export function hostHardware(hardware: HostHardware, uuid: string): HostHardwareInfo {
  const { vendor, cores, mhz, memoryMB } = hardware;
  const hz = BigInt(mhz) * 1_000_000n;
  const features = cpuFeature(vendor, hardware);
  const threads = cores * 2;
  const cpuPkg = Array.from({ length: packages }, (_, index): HostCpuPackage => {
    const first = (index * threads) / packages;
    return {
      index,
      vendor,
      hz,
      busHz: 100_000_000n,
      description: cpuModels[vendor],
      threadId: Array.from({ length: threads / packages }, (_unused, thread) => first + thread),
      cpuFeature: features,
    };
  });
  return {
    systemInfo: { ...machine(hardware), uuid },
    cpuInfo: { numCpuPackages: packages, numCpuCores: cores, numCpuThreads: threads, hz },
    cpuPkg,
    memorySize: BigInt(memoryMB) * 1024n * 1024n,
    smcPresent: false,
    cpuFeature: features,
  };
}

/** The part of HostSystem.summary that is about the machine. */
export function hostSummary(
  hardware: HostHardware,
  uuid: string,
): Omit<HostListSummary, 'config' | 'runtime'> {
  const { vendor, cores, mhz, memoryMB } = hardware;
  return {
    hardware: {
      ...machine(hardware),
      uuid,
      memorySize: BigInt(memoryMB) * 1024n * 1024n,
      cpuModel: cpuModels[vendor],
      cpuMhz: mhz,
      numCpuPkgs: packages,
      numCpuCores: cores,
      numCpuThreads: cores * 2,
      numNics: 2,
      numHBAs: 1,
    },
    quickStats: { overallCpuUsage: 0, overallMemoryUsage: 0 },
    overallStatus: 'green',
    rebootRequired: false,
  };
}
