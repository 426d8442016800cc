import type {
  CryptoKeyId,
  HostFeatureMask,
  MoRef,
  VirtualDevice,
  VirtualDeviceFileBackingInfo,
  VirtualEthernetCard,
} from '../../vim25/index.ts';
import type { Properties } from '../../vsphere/index.ts';
import { withoutUndefined } from '../without-undefined.ts';
import { type BoundDevices, labelOf, readBoundDevices } from './bound-devices.ts';
import { clusterServicePaths, readClusterServiceKey } from './cluster-service.ts';
import { hasFeature } from './cpu-features.ts';

/** What of a VM only planning needs. An absent field was unset or could not be read. */
export interface VmDetails {
  /** Its devices, reduced to what decides; absent where they could not be read. */
  readonly devices?: VmDevices;
  /** Where its files are. */
  readonly datastores?: readonly MoRef[];
  /** Where its network cards are plugged in. */
  readonly networks?: readonly MoRef[];
  /** Absent for a template. */
  readonly resourcePool?: MoRef;
  /** config.keyId is set: the VM is encrypted. */
  readonly encrypted?: boolean;
  readonly key?: VmKey;
  /** `bios` or `efi`. */
  readonly firmware?: string;
  readonly secureBoot?: boolean;
  /** config.cpuHotAddEnabled, memoryHotAddEnabled and flags.vvtdEnabled (an IOMMU). */
  readonly cpuHotAdd?: boolean;
  readonly memoryHotAdd?: boolean;
  readonly iommu?: boolean;
  /** What Tools say of the guest while they run. */
  readonly guestHostName?: string;
  /** runtime.minRequiredEVCModeKey: the lowest EVC mode that the VM could run in. */
  readonly minRequiredEvcMode?: string;
  /** Whether runtime.featureMask, there while the VM runs, leaves it hardware virtualization. */
  readonly maskLeavesVirtualization?: boolean;
  /** The roles that the user has on it: an ESXi has no other way to tell of rights. */
  readonly effectiveRoles?: readonly number[];
  /** runtime.instantCloneFrozen: instant clones are made from what it holds in memory. */
  readonly instantCloneFrozen?: boolean;
  /** runtime.suspendedToMemory: vSphere Lifecycle Manager has suspended it for an upgrade of its host, and resumes it. */
  readonly suspendedToMemory?: boolean;
  /** runtime.vmFailoverInProgress: HA is about to restart it. */
  readonly failoverInProgress?: boolean;
  /** runtime.cleanPowerOff; unset while it runs or is suspended. */
  readonly cleanPowerOff?: boolean;
  /** runtime.dasVmProtection.dasProtected: HA restarts it after a failure. */
  readonly haProtected?: boolean;
  /** An upgrade of its virtual hardware that its next power-off may set off. */
  readonly scheduledUpgrade?: ScheduledUpgrade;
  /** guest.customizationInfo.customizationStatus: `TOOLSDEPLOYPKG_PENDING`. */
  readonly customizationStatus?: string;
  /** Of `sevEnabled`, `sevSnpEnabled` and `tdxEnabled` of config, those that are on. */
  readonly confidential?: readonly string[];
  /** config.rebootPowerOff: the next reboot of the guest powers it off. */
  readonly rebootPowerOff?: boolean;
  /** The advanced option that marks it as a VM of vCenter's cluster services: `HDCS.agent`. */
  readonly clusterServiceKey?: string;
}

/** config.scheduledHardwareUpgradeInfo. */
export interface ScheduledUpgrade {
  /** `never`, `onSoftPowerOff` or `always`. */
  readonly policy?: string;
  /** `vmx-21`. */
  readonly versionKey?: string;
  /** `none`, `pending`, `success` or `failed`. */
  readonly status?: string;
}

/** The key of an encrypted VM. */
export interface VmKey {
  readonly id: string;
  /** The id of the key provider. */
  readonly provider?: string;
}

export interface VmDevices extends BoundDevices {
  /** Labels of PCI devices passed through, and of shares of graphics cards. */
  readonly passthrough: readonly string[];
  readonly vGpu: readonly string[];
  readonly hasVTpm: boolean;
  /** CD drives that are connected, or will be at power-on, with a file in them. */
  readonly cdFiles: readonly { readonly file: string; readonly datastore?: MoRef }[];
  readonly macAddresses: readonly string[];
}

const confidentialPaths = ['config.sevEnabled', 'config.sevSnpEnabled', 'config.tdxEnabled'];

/** The property paths that details are made of. */
export const detailPaths: readonly string[] = [
  'config.hardware.device',
  'datastore',
  'network',
  'resourcePool',
  'config.keyId',
  'config.firmware',
  'config.bootOptions.efiSecureBootEnabled',
  'guest.hostName',
  'runtime.minRequiredEVCModeKey',
  'runtime.featureMask',
  'effectiveRole',
  'runtime.instantCloneFrozen',
  'runtime.suspendedToMemory',
  'runtime.vmFailoverInProgress',
  'runtime.cleanPowerOff',
  'runtime.dasVmProtection.dasProtected',
  'config.scheduledHardwareUpgradeInfo.upgradePolicy',
  'config.scheduledHardwareUpgradeInfo.versionKey',
  'config.scheduledHardwareUpgradeInfo.scheduledHardwareUpgradeStatus',
  'guest.customizationInfo.customizationStatus',
  ...confidentialPaths,
  'config.rebootPowerOff',
  'config.cpuHotAddEnabled',
  'config.memoryHotAddEnabled',
  'config.flags.vvtdEnabled',
  ...clusterServicePaths,
];

/** Makes details of retrieved properties. */
export function readDetails(properties: Properties): VmDetails {
  const get = <Value>(path: string): Value | undefined => properties.get(path) as Value | undefined;
  const devices = get<readonly VirtualDevice[]>('config.hardware.device');
  const masks = get<readonly HostFeatureMask[]>('runtime.featureMask');
  return withoutUndefined<VmDetails>({
    devices: devices === undefined ? undefined : readDevices(devices),
    datastores: get<readonly MoRef[]>('datastore'),
    networks: get<readonly MoRef[]>('network'),
    resourcePool: get<MoRef>('resourcePool'),
    encrypted: get<CryptoKeyId>('config.keyId') === undefined ? undefined : true,
    key: readKey(get<CryptoKeyId>('config.keyId')),
    firmware: get<string>('config.firmware'),
    secureBoot: get<boolean>('config.bootOptions.efiSecureBootEnabled'),
    cpuHotAdd: get<boolean>('config.cpuHotAddEnabled'),
    memoryHotAdd: get<boolean>('config.memoryHotAddEnabled'),
    iommu: get<boolean>('config.flags.vvtdEnabled'),
    guestHostName: get<string>('guest.hostName'),
    minRequiredEvcMode: get<string>('runtime.minRequiredEVCModeKey'),
    maskLeavesVirtualization: readMask(masks),
    effectiveRoles: get<readonly number[]>('effectiveRole'),
    instantCloneFrozen: get<boolean>('runtime.instantCloneFrozen'),
    suspendedToMemory: get<boolean>('runtime.suspendedToMemory'),
    failoverInProgress: get<boolean>('runtime.vmFailoverInProgress'),
    cleanPowerOff: get<boolean>('runtime.cleanPowerOff'),
    haProtected: get<boolean>('runtime.dasVmProtection.dasProtected'),
    scheduledUpgrade: readScheduledUpgrade(properties),
    customizationStatus: get<string>('guest.customizationInfo.customizationStatus'),
    confidential: readConfidential(properties),
    rebootPowerOff: get<boolean>('config.rebootPowerOff'),
    clusterServiceKey: readClusterServiceKey(properties),
  });
}

function readScheduledUpgrade(properties: Properties): ScheduledUpgrade | undefined {
  const get = (name: string) =>
    properties.get(`config.scheduledHardwareUpgradeInfo.${name}`) as string | undefined;
  const upgrade = withoutUndefined<ScheduledUpgrade>({
    policy: get('upgradePolicy'),
    versionKey: get('versionKey'),
    status: get('scheduledHardwareUpgradeStatus'),
  });
  return Object.keys(upgrade).length === 0 ? undefined : upgrade;
}

function readConfidential(properties: Properties): readonly string[] | undefined {
  const found = confidentialPaths.filter((path) => properties.get(path) === true);
  return found.length === 0 ? undefined : found.map((path) => path.replace('config.', ''));
}

function readKey(key: CryptoKeyId | undefined): VmKey | undefined {
  return key && withoutUndefined<VmKey>({ id: key.keyId, provider: key.providerId?.id });
}

/** A mask is of values such as `Val:1` or `Max:0`; a feature that a list of masks does not name is not the VM's. */
function readMask(masks: readonly HostFeatureMask[] | undefined): boolean | undefined {
  if (masks === undefined || masks.length === 0) {
    return undefined;
  }
  // `Val:0`, `Max:0x0`: what a mask takes away.
  const values = masks.map(({ key, featureName, value }) => {
    const left = value.replace(/^\w+:/, '');
    return { key, featureName, value: Number(left) === 0 ? '0' : left };
  });
  return hasFeature(values, 'cpuid.vmx') === true || hasFeature(values, 'cpuid.svm') === true;
}

function readDevices(devices: readonly VirtualDevice[]): VmDevices {
  const passthrough = devices.filter(({ _type }) => _type === 'VirtualPCIPassthrough');
  const isVGpu = ({ backing }: VirtualDevice): boolean =>
    (backing as { readonly _type?: string } | undefined)?._type ===
    'VirtualPCIPassthroughVmiopBackingInfo';
  return {
    passthrough: passthrough.filter((device) => !isVGpu(device)).map(labelOf),
    vGpu: passthrough.filter(isVGpu).map(labelOf),
    hasVTpm: devices.some(({ _type }) => _type === 'VirtualTPM'),
    cdFiles: devices.flatMap(readCdFile),
    macAddresses: devices.flatMap((device) => {
      const { macAddress } = device as VirtualEthernetCard;
      return macAddress === undefined ? [] : [macAddress.toLowerCase()];
    }),
    ...readBoundDevices(devices),
  };
}

function readCdFile(device: VirtualDevice): VmDevices['cdFiles'] {
  const { startConnected, connected } = device.connectable ?? {};
  const backing = device.backing as VirtualDeviceFileBackingInfo | undefined;
  const isUsed = startConnected === true || connected === true;
  if (device._type !== 'VirtualCdrom' || !isUsed || backing?.fileName === undefined) {
    return [];
  }
  const { fileName: file, datastore } = backing;
  return [datastore === undefined ? { file } : { file, datastore }];
}
