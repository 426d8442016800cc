import type { HostData, SimulatorOptions, VmData } from '../../src/simulator/index.ts';

/** A datacenter DC with one host, `esx`, and one VM, `/DC/vm/vm`, each as a test wants it. */
export function singleHost(
  vm: Partial<VmData> = {},
  host: Partial<HostData> = {},
): Pick<SimulatorOptions, 'inventory'> {
  const hosts = [{ name: 'esx', ...host }];
  return {
    inventory: { datacenters: [{ name: 'DC', hosts, vms: [{ name: 'vm', host: 'esx', ...vm }] }] },
  };
}

export const onlyVm = '/DC/vm/vm';
