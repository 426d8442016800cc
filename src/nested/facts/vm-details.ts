import type {
  HostFeatureMask,
  MoRef,
  VirtualDevice,
  VirtualDeviceFileBackingInfo,
  VirtualEthernetCard,
} from '../../vim25/index.ts';
import type { Properties } from '../../vsphere/index.ts';
import { hasFeature } from '../hosts/cpu-features.ts';
import { withoutUndefined } from '../without-undefined.ts';

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
  /** `bios` or `efi`. */
  readonly firmware?: string;
  readonly secureBoot?: boolean;
  /** What Tools say of the guest while they run. */
  readonly guestHostName?: string;
  readonly guestIpAddress?: string;
  /** runtime.minRequiredEVCModeKey: the lowest EVC mode that the VM could run in. */
  readonly minRequiredEvcMode?: string;
  /** Whether runtime.featureMask, there while the VM runs, leaves it hardware virtualization. */
  readonly maskLeavesVirtualization?: boolean;
  /** The roles that the user has on it: an ESXi has no other way to tell of rights. */
  readonly effectiveRoles?: readonly number[];
}

export interface VmDevices {
  /** Labels of PCI devices passed through, and of shares of graphics cards. */
  readonly passthrough: readonly string[];
  readonly vGpu: readonly string[];
  readonly hasVTpm: boolean;
  /** CD drives that are connected, or will be at power-on, with a file in them. */
  readonly cdFiles: readonly { readonly file: string; readonly datastore?: MoRef }[];
  readonly macAddresses: readonly string[];
}

/** The property paths that details are made of. */
export const detailPaths: readonly string[] = [
  'config.hardware.device',
  'datastore',
  'network',
  'resourcePool',
  'config.keyId.keyId',
  'config.firmware',
  'config.bootOptions.efiSecureBootEnabled',
  'guest.hostName',
  'guest.ipAddress',
  'runtime.minRequiredEVCModeKey',
  'runtime.featureMask',
  'effectiveRole',
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
    encrypted: get<string>('config.keyId.keyId') === undefined ? undefined : true,
    firmware: get<string>('config.firmware'),
    secureBoot: get<boolean>('config.bootOptions.efiSecureBootEnabled'),
    guestHostName: get<string>('guest.hostName'),
    guestIpAddress: get<string>('guest.ipAddress'),
    minRequiredEvcMode: get<string>('runtime.minRequiredEVCModeKey'),
    maskLeavesVirtualization: readMask(masks),
    effectiveRoles: get<readonly number[]>('effectiveRole'),
  });
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
  };
}

function labelOf({ deviceInfo, key }: VirtualDevice): string {
  return deviceInfo?.label ?? String(key);
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
