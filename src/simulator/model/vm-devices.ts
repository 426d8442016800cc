import type { MoRef } from '../../vim25/moref.ts';
import type {
  ParaVirtualSCSIController,
  VirtualDevice,
  VirtualDisk,
  VirtualDiskFlatVer2BackingInfo,
  VirtualEthernetCardNetworkBackingInfo,
  VirtualMachineVideoCard,
  VirtualPCIController,
  VirtualVmxnet3,
} from '../types.ts';

export interface DeviceFacts {
  readonly uuid: string;
  readonly diskFile: string;
  readonly datastore: MoRef;
  readonly network: { readonly moRef: MoRef; readonly name: string } | undefined;
  readonly passthroughDevices: number;
}

const keys = {
  pci: 100,
  ide: 200,
  ps2: 300,
  sio: 400,
  video: 500,
  scsi: 1000,
  disk: 2000,
  nic: 4000,
  passthrough: 13000,
};
const diskKB = 16n * 1024n * 1024n;

function info(label: string, summary = label) {
  return { label, summary };
}

/** VirtualHardware.device: the devices that every VM has, one disk, one network card, and those passed through. */
export function devices(facts: DeviceFacts): readonly VirtualDevice[] {
  const passthrough = Array.from({ length: facts.passthroughDevices }, (_, index) => ({
    _type: 'VirtualPCIPassthrough',
    key: keys.passthrough + index,
    deviceInfo: info(`PCI device ${index}`),
    controllerKey: keys.pci,
    unitNumber: 18 + index,
  }));
  return [
    { _type: 'VirtualIDEController', key: keys.ide, deviceInfo: info('IDE 0'), ...bus(0) },
    {
      _type: 'VirtualPS2Controller',
      key: keys.ps2,
      deviceInfo: info('PS2 controller 0'),
      ...bus(0),
    },
    pciController(passthrough.map(({ key }) => key)),
    {
      _type: 'VirtualSIOController',
      key: keys.sio,
      deviceInfo: info('SIO controller 0'),
      ...bus(0),
    },
    videoCard(),
    scsiController(),
    disk(facts),
    ...(facts.network ? [networkCard(facts.uuid, facts.network)] : []),
    ...passthrough,
  ];
}

function bus(busNumber: number): { readonly busNumber: number } {
  return { busNumber };
}

function pciController(more: readonly number[]): VirtualPCIController {
  return {
    _type: 'VirtualPCIController',
    key: keys.pci,
    deviceInfo: info('PCI controller 0'),
    busNumber: 0,
    device: [keys.video, keys.scsi, keys.nic, ...more],
  };
}

function videoCard(): VirtualMachineVideoCard {
  return {
    _type: 'VirtualMachineVideoCard',
    key: keys.video,
    // The space at the end is real servers' (recording 040).
    deviceInfo: info('Video card ', 'Video card'),
    controllerKey: keys.pci,
    unitNumber: 0,
    videoRamSizeInKB: 8192n,
    numDisplays: 1,
  };
}

function scsiController(): ParaVirtualSCSIController {
  return {
    _type: 'ParaVirtualSCSIController',
    key: keys.scsi,
    deviceInfo: info('SCSI controller 0', 'VMware paravirtual SCSI'),
    controllerKey: keys.pci,
    unitNumber: 3,
    busNumber: 0,
    device: [keys.disk],
    hotAddRemove: true,
    sharedBus: 'noSharing',
    scsiCtlrUnitNumber: 7,
  };
}

function disk({ diskFile, datastore }: DeviceFacts): VirtualDisk {
  const backing: VirtualDiskFlatVer2BackingInfo = {
    _type: 'VirtualDiskFlatVer2BackingInfo',
    fileName: diskFile,
    datastore,
    diskMode: 'persistent',
    thinProvisioned: true,
  };
  return {
    _type: 'VirtualDisk',
    key: keys.disk,
    deviceInfo: info('Hard disk 1', `${diskKB.toLocaleString('en-US')} KB`),
    backing,
    controllerKey: keys.scsi,
    unitNumber: 0,
    capacityInKB: diskKB,
    capacityInBytes: diskKB * 1024n,
  };
}

function networkCard(
  uuid: string,
  network: { readonly moRef: MoRef; readonly name: string },
): VirtualVmxnet3 {
  const backing: VirtualEthernetCardNetworkBackingInfo = {
    _type: 'VirtualEthernetCardNetworkBackingInfo',
    deviceName: network.name,
    network: network.moRef,
  };
  return {
    _type: 'VirtualVmxnet3',
    key: keys.nic,
    deviceInfo: info('Network adapter 1', network.name),
    backing,
    controllerKey: keys.pci,
    unitNumber: 7,
    addressType: 'assigned',
    macAddress: macAddress(uuid),
    wakeOnLanEnabled: true,
  };
}

/** An address in the range that vCenter assigns from, different for each VM. */
function macAddress(uuid: string): string {
  const digits = uuid.replaceAll('-', '').slice(-6);
  return `00:50:56:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
}
