import type { AboutInfo, HostCpuIdInfo, HostFeatureCapability, MoRef } from '../../vim25/index.ts';
import {
  type CallOptions,
  type Inventory,
  matches,
  notFound,
  type Properties,
  propertiesOf,
  retrieveObjects,
  type Selector,
  type Session,
} from '../../vsphere/index.ts';
import { type CpuVirtualization, hasFeature, readCpuid } from '../facts/cpu-features.ts';
import { forEachLimited } from '../for-each-limited.ts';
import { askHostSwitch, type OptionAnswer } from './host-switch.ts';

/** What was seen of one host. An undefined field was unset or could not be read. */
export interface HostFacts {
  readonly endpoint: string;
  readonly moRef: MoRef;
  readonly name: string;
  readonly path: string;
  readonly connectionState: string | undefined;
  /** config.product: the host's own version, not its vCenter's. */
  readonly version: string | undefined;
  readonly apiVersion: string | undefined;
  readonly cpuModel: string | undefined;
  /** capability.nestedHVSupported; absent before API 5.1. */
  readonly nestedHVSupported: boolean | undefined;
  /** The CPU's own VMX or SVM bit; firmware may have it locked off all the same. */
  readonly cpuid: CpuVirtualization | undefined;
  /** The feature hv.capable as the host has it, and as EVC leaves it to VMs. */
  readonly hvCapable: boolean | undefined;
  readonly hvCapableMasked: boolean | undefined;
  readonly evcMode: string | undefined;
  /** Answers to QueryOptions by option name. */
  readonly options: Readonly<Record<string, OptionAnswer>>;
}

const hostPaths = [
  'name',
  'runtime.connectionState',
  'config.product',
  'summary.hardware.cpuModel',
  'capability.nestedHVSupported',
  'hardware.cpuFeature',
  'config.featureCapability',
  'config.maskedFeatureCapability',
  'summary.currentEVCModeKey',
  'configManager.advancedOption',
];

/** Hosts asked for their options at once. */
const concurrency = 16;

function readHost(
  session: Session,
  place: ChosenHost,
  properties: Properties,
  options: HostFacts['options'],
): HostFacts {
  const product = properties.get('config.product') as AboutInfo | undefined;
  const features = properties.get('config.featureCapability') as
    | HostFeatureCapability[]
    | undefined;
  const masked = properties.get('config.maskedFeatureCapability') as typeof features;
  return {
    endpoint: session.endpoint,
    ...place,
    connectionState: properties.get('runtime.connectionState') as string | undefined,
    version: product?.version,
    apiVersion: product?.apiVersion,
    cpuModel: properties.get('summary.hardware.cpuModel') as string | undefined,
    nestedHVSupported: properties.get('capability.nestedHVSupported') as boolean | undefined,
    cpuid: readCpuid(properties.get('hardware.cpuFeature') as HostCpuIdInfo[] | undefined),
    hvCapable: hasFeature(features, 'hv.capable'),
    hvCapableMasked: hasFeature(masked, 'hv.capable'),
    evcMode: properties.get('summary.currentEVCModeKey') as string | undefined,
    options,
  };
}

/** A host that selectors have chosen, and where it stands. */
export interface ChosenHost {
  readonly moRef: MoRef;
  readonly name: string;
  readonly path: string;
}

/**
 * The hosts that the selectors choose; all of them without any.
 *
 * @throws NotFoundError for a selector that nothing matches.
 */
export function chooseHosts(inventory: Inventory, selectors: readonly Selector[]): ChosenHost[] {
  const hosts = [...inventory.nodes]
    .filter(({ moRef }) => moRef.type === 'HostSystem')
    .map((node) => ({ moRef: node.moRef, name: node.name, path: inventory.pathOf(node) }));
  const selectable = hosts.map(({ moRef, name, path }) => ({ moid: moRef.value, name, path }));
  const chooses = (selector: Selector, host: ChosenHost): boolean =>
    matches(selector, { moid: host.moRef.value, name: host.name, path: host.path });
  for (const selector of selectors) {
    if (!selectable.some((host) => matches(selector, host))) {
      throw notFound('host', selector, selectable, {
        remedy: "'vhv hosts' lists what there is.",
      });
    }
  }
  return selectors.length === 0
    ? hosts
    : hosts.filter((host) => selectors.some((selector) => chooses(selector, host)));
}

/**
 * Retrieves what the chosen hosts are and can, and asks each host's OptionManager for a host-level vhv.allow.
 *
 * @throws NotFoundError for a selector that nothing matches.
 */
export async function retrieveHostFacts(
  session: Session,
  inventory: Inventory,
  selectors: readonly Selector[],
  options: CallOptions = {},
): Promise<readonly HostFacts[]> {
  const places = chooseHosts(inventory, selectors);
  const byMoid = new Map(places.map((place) => [place.moRef.value, place]));
  const objects = places.map(({ moRef }) => moRef);
  const propSet = [{ type: 'HostSystem', pathSet: hostPaths }];
  const hosts: { place: ChosenHost; properties: Properties }[] = [];
  for await (const content of retrieveObjects(session, objects, propSet, options)) {
    const place = byMoid.get(content.obj.value);
    if (place !== undefined) {
      hosts.push({ place, properties: propertiesOf(content) });
    }
  }
  const facts = new Map<string, HostFacts>();
  await forEachLimited(hosts, concurrency, async ({ place, properties }) => {
    const optionManager = properties.get('configManager.advancedOption') as MoRef | undefined;
    const state = properties.get('runtime.connectionState') as string | undefined;
    const answers = await askHostSwitch(session, optionManager, state, options);
    facts.set(place.moRef.value, readHost(session, place, properties, answers));
  });
  return places.flatMap(({ moRef }) => facts.get(moRef.value) ?? []);
}
