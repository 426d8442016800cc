import { faultOf, NotFoundError } from '../errors.ts';
import type {
  AboutInfo,
  HostCpuIdInfo,
  HostFeatureCapability,
  MoRef,
  OptionValue,
} from '../vim25/index.ts';
import {
  type CallOptions,
  type Inventory,
  matches,
  type Properties,
  propertiesOf,
  queryOptions,
  retrieveObjects,
  type Selector,
  type Session,
} from '../vsphere/index.ts';
import { forEachLimited } from './pool.ts';

/** What the host's OptionManager says of one option name. */
export type OptionAnswer =
  | { readonly answer: 'value'; readonly value: string }
  /** InvalidName: hosts have a fixed list of options, and this is not in it. */
  | { readonly answer: 'no such option' }
  | { readonly answer: 'no right to read' }
  /** There is no OptionManager to ask, or it failed in another way. */
  | { readonly answer: 'not asked'; readonly reason: string };

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
  readonly cpuid: 'vmx' | 'svm' | 'none' | undefined;
  /** The feature hv.capable as the host has it, and as EVC leaves it to VMs. */
  readonly hvCapable: boolean | undefined;
  readonly hvCapableMasked: boolean | undefined;
  readonly evcMode: string | undefined;
  /** Answers to QueryOptions by option name. */
  readonly options: Readonly<Record<string, OptionAnswer>>;
}

/** Where a host-level vhv.allow would stand if the OptionManager had one. */
const optionNames = ['vhv.allow', 'Config.Defaults.vhv.allow'] as const;

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

/** Intel: leaf 1, ecx bit 5. AMD: leaf 0x80000001 (a signed int on the wire), ecx bit 2. */
export function readCpuid(features: readonly HostCpuIdInfo[] | undefined): HostFacts['cpuid'] {
  if (features === undefined) {
    return undefined;
  }
  const ecx = (level: number): string | undefined =>
    features.find((feature) => feature.level === level)?.ecx;
  return bit(ecx(1), 5) ? 'vmx' : bit(ecx(0x80000001 | 0), 2) ? 'svm' : 'none';
}

async function askOption(
  session: Session,
  optionManager: MoRef | undefined,
  name: string,
  options: CallOptions,
): Promise<OptionAnswer> {
  if (optionManager === undefined) {
    return { answer: 'not asked', reason: 'the host has no OptionManager' };
  }
  try {
    const found = await queryOptions(session, optionManager, name, options);
    return findOption(found, name);
  } catch (error) {
    switch (faultOf(error)?.type) {
      case 'InvalidName':
        return { answer: 'no such option' };
      case 'NoPermission':
        return { answer: 'no right to read' };
      case undefined:
      case 'NotAuthenticated':
        throw error;
      default:
        return { answer: 'not asked', reason: (error as Error).message };
    }
  }
}

function findOption(found: readonly OptionValue[], name: string): OptionAnswer {
  const option = found.find(({ key }) => key === name);
  return option === undefined
    ? { answer: 'no such option' }
    : { answer: 'value', value: String(option.value ?? '') };
}

function readHost(
  session: Session,
  place: { moRef: MoRef; path: string; name: string },
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

/** The hosts that the selectors choose; all of them without any. */
export function chooseHosts(
  inventory: Inventory,
  selectors: readonly Selector[],
): { moRef: MoRef; name: string; path: string }[] {
  const hosts = [...inventory.nodes]
    .filter(({ moRef }) => moRef.type === 'HostSystem')
    .map((node) => ({ moRef: node.moRef, name: node.name, path: inventory.pathOf(node) }));
  const chooses = (selector: Selector, host: (typeof hosts)[number]): boolean =>
    matches(selector, { moid: host.moRef.value, name: host.name, path: host.path });
  for (const selector of selectors) {
    if (!hosts.some((host) => chooses(selector, host))) {
      throw new NotFoundError('host', selector.text, "'vhv hosts' lists what there is.");
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
  const hosts: { place: (typeof places)[number]; properties: Properties }[] = [];
  for await (const content of retrieveObjects(session, objects, propSet, options)) {
    const place = byMoid.get(content.obj.value);
    if (place !== undefined) {
      hosts.push({ place, properties: propertiesOf(content) });
    }
  }
  const facts = new Map<string, HostFacts>();
  await forEachLimited(hosts, concurrency, async ({ place, properties }) => {
    const optionManager = properties.get('configManager.advancedOption') as MoRef | undefined;
    const answers: Record<string, OptionAnswer> = {};
    for (const name of optionNames) {
      answers[name] = await askOption(session, optionManager, name, options);
    }
    facts.set(place.moRef.value, readHost(session, place, properties, answers));
  });
  return places.flatMap(({ moRef }) => facts.get(moRef.value) ?? []);
}
