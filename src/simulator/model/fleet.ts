import type { InventoryData, VmData } from '../inventory-file/inventory-data.ts';

const vmsPerHost = 100;
const vmsPerFolder = 250;
const hostsPerCluster = 16;

const number = (n: number, width: number) => String(n).padStart(width, '0');
const hostName = (n: number) => `esx-${number(n, 4)}.fleet.test`;

/** A fleet of any size, the same one for the same number: one VM in ten runs, one in ten has nesting on already. */
export function fleetInventory(count: number): InventoryData {
  const hosts = Array.from({ length: Math.max(1, Math.ceil(count / vmsPerHost)) }, (_, index) => ({
    name: hostName(index + 1),
  }));
  const clusters = Array.from(
    { length: Math.ceil(hosts.length / hostsPerCluster) },
    (_, index) => ({
      name: `cluster-${number(index + 1, 3)}`,
      hosts: hosts.slice(index * hostsPerCluster, (index + 1) * hostsPerCluster),
    }),
  );
  return { datacenters: [{ name: 'Fleet', clusters, vms: fleetVms(count) }] };
}

function* fleetVms(count: number): Generator<VmData> {
  for (let n = 1; n <= count; n += 1) {
    const running = n % 10 === 3;
    yield {
      name: `vm-${number(n, 6)}`,
      folder: `group-${number(Math.ceil(n / vmsPerFolder), 4)}`,
      host: hostName(Math.ceil(n / vmsPerHost)),
      power: running ? 'poweredOn' : 'poweredOff',
      tools: running ? 'running' : 'notRunning',
      nestedHV: n % 10 === 7,
    };
  }
}
