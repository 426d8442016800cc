import type { MoRef, VirtualDevice, VirtualDeviceFileBackingInfo } from '../../vim25/index.ts';

/** What a power cycle does to devices, by their labels. A field is absent where there is none of the kind. */
export interface BoundDevices {
  /** Disks that lose at power-off what was written to them. */
  readonly nonpersistentDisks?: readonly string[];
  /** Devices of the host itself: the VM only starts there with them. */
  readonly hostDevices?: readonly string[];
  /** Raw disks, and the datastores of the files that stand for them: where only one host has that, they are local. */
  readonly rawDisks?: readonly { readonly label: string; readonly datastore?: MoRef }[];
  /** Devices of a person's own machine: connected until that one's console is closed or the VM is off. */
  readonly clientDevices?: readonly string[];
}

/** Independent disks, and those of backings of before snapshots (API reference, VirtualDiskMode). */
const nonpersistentModes: readonly unknown[] = [
  'independent_nonpersistent',
  'nonpersistent',
  'undoable',
];

/** USB devices of a host stay bound to it also where vMotion may carry the VM away (RemoteHost). */
const hostBackings = new Set([
  'VirtualUSBUSBBackingInfo',
  'VirtualUSBRemoteHostBackingInfo',
  'VirtualCdromAtapiBackingInfo',
  'VirtualCdromPassthroughBackingInfo',
  'VirtualFloppyDeviceBackingInfo',
  'VirtualSerialPortDeviceBackingInfo',
  'VirtualParallelPortDeviceBackingInfo',
  'VirtualSCSIPassthroughDeviceBackingInfo',
  'VirtualDiskRawDiskVer2BackingInfo',
  'VirtualDiskPartitionedRawDiskVer2BackingInfo',
  'VirtualDiskLocalPMemBackingInfo',
]);

const clientBackings = new Set([
  'VirtualUSBRemoteClientBackingInfo',
  'VirtualCdromRemotePassthroughBackingInfo',
  'VirtualCdromRemoteAtapiBackingInfo',
  'VirtualFloppyRemoteDeviceBackingInfo',
]);

export function readBoundDevices(devices: readonly VirtualDevice[]): BoundDevices {
  const labels = (isMeant: (device: VirtualDevice) => boolean): readonly string[] =>
    devices.filter(isMeant).map(labelOf);
  const nonpersistentDisks = labels(
    ({ _type, backing }) =>
      _type === 'VirtualDisk' &&
      nonpersistentModes.includes(
        (backing as { readonly diskMode?: string } | undefined)?.diskMode,
      ),
  );
  const hostDevices = labels(
    (device) => isUsed(device) && hostBackings.has(device.backing?._type ?? ''),
  );
  const clientDevices = labels(
    (device) => isUsed(device) && clientBackings.has(device.backing?._type ?? ''),
  );
  const rawDisks = devices
    .filter(({ backing }) => backing?._type === 'VirtualDiskRawDiskMappingVer1BackingInfo')
    .map((device) => {
      const { datastore } = device.backing as VirtualDeviceFileBackingInfo;
      return { label: labelOf(device), ...(datastore !== undefined && { datastore }) };
    });
  return {
    ...(nonpersistentDisks.length > 0 && { nonpersistentDisks }),
    ...(hostDevices.length > 0 && { hostDevices }),
    ...(rawDisks.length > 0 && { rawDisks }),
    ...(clientDevices.length > 0 && { clientDevices }),
  };
}

/** A drive that is not connected holds nothing up; disks and USB devices have no such switch. */
function isUsed({ connectable }: VirtualDevice): boolean {
  return connectable === undefined || connectable.startConnected || connectable.connected;
}

export function labelOf({ deviceInfo, key }: VirtualDevice): string {
  return deviceInfo?.label ?? String(key);
}
