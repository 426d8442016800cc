import type { MoRef } from '../../vim25/moref.ts';
import { type BoundDevice, boundDevice } from '../bound-devices.ts';
import type {
  ParaVirtualSCSIController,
  VirtualCdromIsoBackingInfo,
  VirtualDevice,
  VirtualDeviceConnectInfo,
  VirtualDisk,
  VirtualDiskFlatVer2BackingInfo,
  VirtualEthernetCardDistributedVirtualPortBackingInfo,
  VirtualEthernetCardNetworkBackingInfo,
  VirtualMachineVideoCard,
  VirtualPCIController,
  VirtualTPM,
  VirtualVmxnet3,
} from '../types.ts';
import type { SwitchPort } from './network.ts';

export interface DeviceFacts {
  readonly uuid: string;
  readonly diskFile: string;
  readonly datastore: MoRef;
  readonly network: Plug | undefined;
  readonly passthroughDevices: number;
  /** Datastores of further disks, with the files on them. */
  readonly moreDisks: readonly { readonly file: string; readonly datastore: MoRef }[];
  readonly iso: IsoImage | undefined;
  readonly vtpm: boolean;
  /** Of the first disk. */
  readonly diskMode: string;
  readonly bound: readonly BoundDevice[];
}

/** Where the network card is plugged in. */
export interface Plug {
  readonly moRef: MoRef;
  readonly name: string;
  readonly port: SwitchPort | undefined;
}

export interface IsoImage {
  readonly file: string;
  readonly datastore: MoRef;
  readonly connected: boolean;
}

const keys = {
  pci: 100,
  ide: 200,
  secondIde: 201,
  ps2: 300,
  sio: 400,
  video: 500,
  scsi: 1000,
  disk: 2000,
  cdrom: 3000,
  nic: 4000,
  tpm: 11000,
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
    // Both, always (docs/facts.md#vm-defaults): Ansible's vmware.vmware.vm adds the one that is missing.
    { _type: 'VirtualIDEController', key: keys.ide, deviceInfo: info('IDE 0'), ...bus(0) },
    { _type: 'VirtualIDEController', key: keys.secondIde, deviceInfo: info('IDE 1'), ...bus(1) },
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
    scsiController(1 + facts.moreDisks.length),
    disk(facts.diskFile, facts.datastore, 0, facts.diskMode),
    ...facts.moreDisks.map(({ file, datastore }, index) => disk(file, datastore, index + 1)),
    ...(facts.iso ? [cdrom(facts.iso)] : []),
    ...(facts.network ? [networkCard(facts.uuid, facts.network)] : []),
    ...(facts.vtpm ? [tpm()] : []),
    ...facts.bound.map((kind, index) => boundDevice(kind, index, facts)),
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
    // The space at the end is real servers' (docs/facts.md#vm-defaults).
    deviceInfo: info('Video card ', 'Video card'),
    controllerKey: keys.pci,
    unitNumber: 0,
    videoRamSizeInKB: 8192n,
    numDisplays: 1,
  };
}

function scsiController(disks: number): ParaVirtualSCSIController {
  return {
    _type: 'ParaVirtualSCSIController',
    key: keys.scsi,
    deviceInfo: info('SCSI controller 0', 'VMware paravirtual SCSI'),
    controllerKey: keys.pci,
    unitNumber: 3,
    busNumber: 0,
    device: Array.from({ length: disks }, (_, index) => keys.disk + index),
    hotAddRemove: true,
    sharedBus: 'noSharing',
    scsiCtlrUnitNumber: 7,
  };
}

function disk(file: string, datastore: MoRef, index: number, diskMode = 'persistent'): VirtualDisk {
  const backing: VirtualDiskFlatVer2BackingInfo = {
    _type: 'VirtualDiskFlatVer2BackingInfo',
    fileName: file,
    datastore,
    diskMode,
    thinProvisioned: true,
  };
  return {
    _type: 'VirtualDisk',
    key: keys.disk + index,
    deviceInfo: info(`Hard disk ${index + 1}`, `${diskKB.toLocaleString('en-US')} KB`),
    backing,
    controllerKey: keys.scsi,
    unitNumber: index,
    capacityInKB: diskKB,
    capacityInBytes: diskKB * 1024n,
  };
}

function cdrom({ file, datastore, connected }: IsoImage): VirtualDevice {
  const backing: VirtualCdromIsoBackingInfo = {
    _type: 'VirtualCdromIsoBackingInfo',
    fileName: file,
    datastore,
  };
  const connectable: VirtualDeviceConnectInfo = {
    startConnected: connected,
    allowGuestControl: true,
    connected: false,
    status: 'untried',
  };
  return {
    _type: 'VirtualCdrom',
    key: keys.cdrom,
    deviceInfo: info('CD/DVD drive 1', `ISO ${file}`),
    backing,
    connectable,
    controllerKey: keys.ide,
    unitNumber: 0,
  };
}

function tpm(): VirtualTPM {
  return {
    _type: 'VirtualTPM',
    key: keys.tpm,
    deviceInfo: info('Virtual TPM', 'Trusted Platform Module'),
  };
}

type CardBacking =
  | VirtualEthernetCardNetworkBackingInfo
  | VirtualEthernetCardDistributedVirtualPortBackingInfo;

function cardBacking({ moRef, name, port }: Plug): CardBacking {
  return port === undefined
    ? { _type: 'VirtualEthernetCardNetworkBackingInfo', deviceName: name, network: moRef }
    : { _type: 'VirtualEthernetCardDistributedVirtualPortBackingInfo', port };
}

function networkCard(uuid: string, network: Plug): VirtualVmxnet3 {
  return {
    _type: 'VirtualVmxnet3',
    key: keys.nic,
    deviceInfo: info('Network adapter 1', network.name),
    backing: cardBacking(network),
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
