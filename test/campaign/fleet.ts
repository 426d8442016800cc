import type { InventoryData, RuleAnswers, ServerKind, VmData } from '../../src/simulator/index.ts';
import type { Pace } from './pace.ts';
import type { SeededRandom } from './random.ts';

export interface ServerPlan {
  readonly kind: ServerKind;
  readonly inventory: InventoryData;
  readonly rules: Partial<RuleAnswers>;
}

export interface Fleet {
  readonly servers: readonly ServerPlan[];
  /** Whether the first server stands in the endpoints file a second time, under another name. */
  readonly hasAlias: boolean;
}

/** Up to three servers with up to nine VMs each, of all sorts. @param most how many servers it has at most */
export function randomFleet(random: SeededRandom, pace: Pace, most: number): Fleet {
  const count = Math.min(random.pick([1, 1, 2, 3]), most);
  const servers = Array.from({ length: count }, (_, index) =>
    randomServer(random, index + 1, pace),
  );
  return { servers, hasAlias: random.chance(0.1) };
}

function randomServer(random: SeededRandom, number: number, pace: Pace): ServerPlan {
  const kind = random.pick(['vcenter', 'vcenter', 'esx'] as const);
  const isEsx = kind === 'esx';
  const hosts = Array.from({ length: isEsx ? 1 : random.between(1, 3) }, (_, index) => ({
    name: `esx-${number}-${index + 1}.campaign.test`,
  }));
  const vms = Array.from({ length: random.between(3, 9) }, (_, index) =>
    randomVm(random, `vm-${number}-${index + 1}`, random.pick(hosts).name, kind, pace),
  );
  const apart = vms.filter(({ template }) => template !== true).map(({ name }) => name);
  const antiAffinity =
    !isEsx && apart.length > 1 && random.chance(0.3)
      ? [{ name: 'apart', vms: apart.slice(0, 2) }]
      : [];
  const cluster = {
    name: 'cluster',
    hosts,
    antiAffinity,
    drs: random.pick(['fullyAutomated', 'fullyAutomated', 'manual', 'off'] as const),
  };
  const datacenter = isEsx
    ? { name: 'ha-datacenter', hosts, vms }
    : { name: `DC-${number}`, clusters: [cluster], vms };
  const keyServer = random.pick(['available', 'available', 'unavailable'] as const);
  return {
    kind,
    inventory: { keyServer, datacenters: [datacenter] },
    rules: {
      tasksAfterRestart: random.pick(['remembered', 'forgotten']),
      unknownInListView: random.pick(['accepted', 'ManagedObjectNotFound']),
      attemptedTask: random.pick(['named', 'unnamed', 'unnamedAndLater']),
      busyVm: random.pick(['fault', 'taskError']),
      guestWhileBusy: random.pick(['accepted', 'TaskInProgress']),
      changeVersionAtPower: random.pick(['powerOn', 'powerOnAndOff', 'powerAndTools', 'unmoved']),
    },
  };
}

function randomVm(
  random: SeededRandom,
  name: string,
  host: string,
  kind: ServerKind,
  pace: Pace,
): VmData {
  const power = random.pick([
    'poweredOn',
    'poweredOn',
    'poweredOn',
    'poweredOff',
    'suspended',
  ] as const);
  const isOn = power === 'poweredOn';
  const isTemplate = power === 'poweredOff' && kind === 'vcenter' && random.chance(0.2);
  return {
    name,
    host,
    power,
    template: isTemplate,
    nestedHV: random.chance(0.3),
    tools: isOn && random.chance(0.8) ? 'running' : 'notRunning',
    guestShutdown: random.pick([
      ...pace.guestShutdownMs,
      ...pace.guestShutdownMs,
      'never',
      'reboots',
    ] as const),
    guestBoot: random.chance(0.05) ? 'never' : random.pick(pace.guestBootMs),
    ...(kind === 'vcenter' && !isTemplate && random.chance(0.15) && { vApp: 'stack' }),
    ...(random.chance(0.2) && { extraConfig: { 'campaign.key': '0' } }),
    ...(random.chance(0.1) && { hardware: 'vmx-08' as const }),
    ...(random.chance(0.1) && { snapshots: ['before'] }),
    ...(random.chance(0.1) && { encrypted: true }),
    ...(kind === 'vcenter' &&
      random.chance(0.5) && { attributes: { service: random.pick(['web', 'db']) } }),
  };
}
