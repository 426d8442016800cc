import { parseHardwareVersion } from '../../vim25/hardware-versions.ts';
import type { VmData } from '../inventory-file/inventory-data.ts';
import { stableUuid } from './moids.ts';
import type { VmState } from './vm-state.ts';

const defaultHardware = 'vmx-19';

function hardwareVersion(id: string): number {
  const version = parseHardwareVersion(id);
  if (version === undefined) {
    throw new TypeError(`'${id}' is no hardware version such as vmx-19`);
  }
  return version;
}

/**
 * The state of a VM from its description. The uuids come from its path, so that they are the same at every start.
 *
 * @param created the time that stands for everything that happened before the server was started
 */
export function buildVmState(data: VmData, path: string, created: string): VmState {
  const { power = 'poweredOff', nestedHV = false } = data;
  return {
    hardwareVersion: hardwareVersion(data.hardware ?? defaultHardware),
    powerState: power,
    numCPU: data.cpus ?? 2,
    numCoresPerSocket: 1,
    memoryMB: data.memoryMB ?? 4096,
    template: data.template ?? false,
    tools: data.tools ?? 'notInstalled',
    settings: { ...data.settings, nestedHVEnabled: nestedHV },
    extraConfig: new Map(Object.entries({ ...initialExtraConfig, ...data.extraConfig })),
    changeVersion: created,
    createDate: created,
    uuid: stableUuid(`bios ${path}`),
    instanceUuid: stableUuid(`instance ${path}`),
    encrypted: data.encrypted ?? data.vtpm ?? false,
    vtpm: data.vtpm ?? false,
    drs: data.drs,
    disabledMethods: data.disabledMethods ?? [],
    passthroughDevices: data.passthrough ?? 0,
    diskMode: data.diskMode ?? 'persistent',
    boundDevices: data.devices ?? [],
    runtime: data.runtime ?? {},
    customization: data.customization,
    managedBy: data.managedBy,
    faultTolerance: data.faultTolerance ?? false,
    guestLogin: data.guestLogin ?? { user: 'root', password: 'guest' },
    ipAddress: data.ipAddress,
    hostName: data.hostName,
    guestShutdown: data.guestShutdown ?? 0,
    guestBoot: data.guestBoot ?? 0,
    running: power === 'poweredOn' ? { nestedHV, guest: { isUp: true } } : undefined,
    bootTime: power === 'poweredOff' ? undefined : created,
  };
}

/** Keys that every VM has (docs/facts.md#vm-defaults). */
const initialExtraConfig: Readonly<Record<string, string>> = {
  'svga.present': 'TRUE',
  'pciBridge0.present': 'TRUE',
  'hpet0.present': 'TRUE',
  'scsi0.pciSlotNumber': '32',
  'ethernet0.pciSlotNumber': '33',
  'scsi0:0.redo': '',
  softPowerOff: 'FALSE',
};
