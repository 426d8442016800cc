import type {
  AboutInfo,
  HostCpuIdInfo,
  HostFeatureCapability,
  HostLockdownMode,
  HostPartialMaintenanceModeRuntimeInfo,
  MoRef,
} from '../../vim25/index.ts';
import { type Properties, readName } from '../../vsphere/index.ts';
import { withoutUndefined } from '../without-undefined.ts';
import { hasFeature, readCpuid } from './cpu-features.ts';
import type { FleetHost } from './surroundings.ts';

/** What a plan reads of each host; of the two lists of features the masked one, which is what VMs get. */
export const hostPaths: readonly string[] = [
  'name',
  'parent',
  'runtime.connectionState',
  'runtime.powerState',
  'runtime.standbyMode',
  'runtime.inMaintenanceMode',
  'runtime.partialMaintenanceMode',
  'remediationState.state',
  'runtime.cryptoState',
  'config.product',
  'config.lockdownMode',
  'config.maskedFeatureCapability',
  'capability.nestedHVSupported',
  'hardware.cpuFeature',
  'summary.currentEVCModeKey',
  'summary.managementServerIp',
];

/** Licences and root pools are not among a host's properties. */
type ReadHost = Omit<FleetHost, 'licence' | 'rootPool'>;

/** Makes facts of a host's properties. */
export function readHost(moRef: MoRef, properties: Properties): ReadHost {
  const get = <Value>(path: string): Value | undefined => properties.get(path) as Value | undefined;
  const product = get<AboutInfo>('config.product');
  const features = get<readonly HostFeatureCapability[]>('config.maskedFeatureCapability');
  return withoutUndefined<ReadHost>({
    moRef,
    name: readName(properties, moRef.value),
    parent: get<MoRef>('parent'),
    connectionState: get<string>('runtime.connectionState'),
    powerState: get<string>('runtime.powerState'),
    standbyMode: get<string>('runtime.standbyMode'),
    inMaintenanceMode: get<boolean>('runtime.inMaintenanceMode'),
    partialMaintenance: readPartialMaintenance(properties),
    remediation: get<string>('remediationState.state'),
    cryptoState: get<string>('runtime.cryptoState'),
    version: product?.version,
    apiVersion: product?.apiVersion,
    nestedHVSupported: get<boolean>('capability.nestedHVSupported'),
    cpuid: readCpuid(get<HostCpuIdInfo[]>('hardware.cpuFeature')),
    hvCapable: hasFeature(features, 'hv.capable'),
    virtualizationLeft: hasVirtualization(features),
    evcMode: get<string>('summary.currentEVCModeKey'),
    lockdownMode: get<HostLockdownMode>('config.lockdownMode'),
    managementServerIp: get<string>('summary.managementServerIp'),
  });
}

/** Which partial maintenance mode a host is in, enters or leaves: VMs go on running there, and power-ons may be blocked (enum.go:6219). */
function readPartialMaintenance(properties: Properties): string | undefined {
  const modes = (properties.get('runtime.partialMaintenanceMode') ??
    []) as readonly HostPartialMaintenanceModeRuntimeInfo[];
  const mode = modes.find(({ hostStatus }) => hostStatus !== 'notInPartialMM');
  return mode && `${mode.key}: ${mode.hostStatus}`;
}

function hasVirtualization(
  features: readonly HostFeatureCapability[] | undefined,
): boolean | undefined {
  return features === undefined
    ? undefined
    : hasFeature(features, 'cpuid.vmx') === true || hasFeature(features, 'cpuid.svm') === true;
}
