import type { InventoryData, ServerKind, VmData } from '../../src/simulator/index.ts';
import type { SeededRandom } from './random.ts';

export interface ServerPlan {
  readonly kind: ServerKind;
  readonly inventory: InventoryData;
}

export interface Fleet {
  readonly servers: readonly ServerPlan[];
  /** Whether the first server stands in the endpoints file a second time, under another name. */
  readonly hasAlias: boolean;
}

/** One to three servers with up to nine VMs each, of all sorts. */
export function randomFleet(random: SeededRandom): Fleet {
  const count = random.pick([1, 1, 2, 3]);
  const servers = Array.from({ length: count }, (_, index) => randomServer(random, index + 1));
  return { servers, hasAlias: random.chance(0.1) };
}

function randomServer(random: SeededRandom, number: number): ServerPlan {
  const kind = random.pick(['vcenter', 'vcenter', 'esx'] as const);
  const hosts = Array.from({ length: kind === 'esx' ? 1 : random.between(1, 3) }, (_, index) => ({
    name: `esx-${number}-${index + 1}.campaign.test`,
  }));
  const vms = Array.from({ length: random.between(3, 9) }, (_, index) =>
    randomVm(random, `vm-${number}-${index + 1}`, random.pick(hosts).name, kind),
  );
  const apart = vms.filter(({ template }) => template !== true).map(({ name }) => name);
  const antiAffinity =
    kind === 'vcenter' && random.chance(0.3) ? [{ name: 'apart', vms: apart.slice(0, 2) }] : [];
  const isEsx = kind === 'esx';
  const datacenter = isEsx
    ? { name: 'ha-datacenter', hosts, vms }
    : { name: `DC-${number}`, clusters: [{ name: 'cluster', hosts, antiAffinity }], vms };
  return { kind, inventory: { datacenters: [datacenter] } };
}

function randomVm(random: SeededRandom, name: string, host: string, kind: ServerKind): VmData {
  const power = random.pick(['poweredOn', 'poweredOn', 'poweredOff', 'suspended'] as const);
  const isOn = power === 'poweredOn';
  const isTemplate = power === 'poweredOff' && kind === 'vcenter' && random.chance(0.1);
  return {
    name,
    host,
    power,
    template: isTemplate,
    nestedHV: random.chance(0.4),
    tools: isOn && random.chance(0.8) ? 'running' : 'notRunning',
    guestShutdown: random.pick([0, 500, 3000, 20_000, 'never'] as const),
    ...(random.chance(0.2) && { extraConfig: { 'campaign.key': '0' } }),
    ...(random.chance(0.1) && { hardware: 'vmx-08' as const }),
    ...(random.chance(0.1) && { snapshots: ['before'] }),
  };
}
