import type { MoRef } from '../vim25/moref.ts';
import type { VirtualDevice, VirtualDeviceBackingInfo } from './types.ts';

/** Devices that are not the VM's own, by what they are: the type of the device, and of its backing. */
const types = {
  hostUsb: ['VirtualUSB', 'VirtualUSBUSBBackingInfo'],
  clientUsb: ['VirtualUSB', 'VirtualUSBRemoteClientBackingInfo'],
  hostCdrom: ['VirtualCdrom', 'VirtualCdromAtapiBackingInfo'],
  clientCdrom: ['VirtualCdrom', 'VirtualCdromRemotePassthroughBackingInfo'],
  hostFloppy: ['VirtualFloppy', 'VirtualFloppyDeviceBackingInfo'],
  clientFloppy: ['VirtualFloppy', 'VirtualFloppyRemoteDeviceBackingInfo'],
  hostSerialPort: ['VirtualSerialPort', 'VirtualSerialPortDeviceBackingInfo'],
  hostDisk: ['VirtualDisk', 'VirtualDiskRawDiskVer2BackingInfo'],
  rawDisk: ['VirtualDisk', 'VirtualDiskRawDiskMappingVer1BackingInfo'],
} as const;

export type BoundDevice = keyof typeof types;

export const boundDevices = Object.keys(types) as [BoundDevice, ...BoundDevice[]];

const firstKey = 20_000;

/** Fields that the types ask for beside the device's name. */
const rest: Readonly<Record<string, object>> = {
  VirtualCdromRemotePassthroughBackingInfo: { exclusive: false },
  VirtualUSBRemoteClientBackingInfo: { hostname: 'console' },
  VirtualDiskRawDiskVer2BackingInfo: { descriptorFileName: 'raw.vmdk' },
  VirtualUSB: { connected: true },
  VirtualDisk: { capacityInKB: 1024n },
  VirtualSerialPort: { yieldOnPoll: true },
};

/** One such device, connected. The file that stands for a raw disk lies where the VM's own files do. */
export function boundDevice(
  kind: BoundDevice,
  index: number,
  { diskFile, datastore }: { readonly diskFile: string; readonly datastore: MoRef },
): VirtualDevice {
  const [type, backingType] = types[kind];
  const name =
    kind === 'rawDisk' ? { fileName: diskFile, datastore } : { deviceName: `vml.${index}` };
  const backing = { _type: backingType, ...name, ...rest[backingType] };
  const hasSwitch = type !== 'VirtualDisk' && type !== 'VirtualUSB';
  return {
    _type: type,
    key: firstKey + index,
    deviceInfo: { label: `${kind} ${index + 1}`, summary: kind },
    backing: backing as VirtualDeviceBackingInfo,
    ...(hasSwitch && {
      connectable: { startConnected: true, allowGuestControl: true, connected: true },
    }),
    ...rest[type],
  };
}
