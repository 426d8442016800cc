import type { VirtualMachineConfigSpec } from '../types.ts';

/** What it takes to change a field of a VM (docs/facts.md#config-privileges). */
const byField: Readonly<Record<string, string>> = {
  name: 'VirtualMachine.Config.Rename',
  annotation: 'VirtualMachine.Config.Annotation',
  numCPUs: 'VirtualMachine.Config.CPUCount',
  numCoresPerSocket: 'VirtualMachine.Config.CPUCount',
  memoryMB: 'VirtualMachine.Config.Memory',
  extraConfig: 'VirtualMachine.Config.AdvancedConfig',
  changeTrackingEnabled: 'VirtualMachine.Config.ChangeTracking',
  cpuAllocation: 'VirtualMachine.Config.Resource',
  memoryAllocation: 'VirtualMachine.Config.Resource',
};

/** The privileges that a spec needs, each once. */
export function privilegesFor(spec: VirtualMachineConfigSpec): readonly string[] {
  const fields = Object.keys(spec).filter(
    (field) => field !== 'changeVersion' && field !== '_type',
  );
  return [...new Set(fields.map((field) => byField[field] ?? 'VirtualMachine.Config.Settings'))];
}
