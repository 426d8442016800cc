import { hardwareVersionId } from '../../vim25/hardware-versions.ts';
import type { MoRef } from '../../vim25/moref.ts';
import type {
  CryptoKeyId,
  ResourceAllocationInfo,
  ToolsConfigInfo,
  VirtualMachineBootOptions,
  VirtualMachineConfigInfo,
  VirtualMachineDefaultPowerOpInfo,
  VirtualMachineFileInfo,
  VirtualMachineFlagInfo,
} from '../types.ts';
import { devices, type Plug } from './vm-devices.ts';
import type { VmState } from './vm-state.ts';

interface DatastoreFacts {
  readonly moRef: MoRef;
  readonly name: string;
}

/** What the configuration depends on beside the VM's own state. */
export interface ConfigFacts {
  readonly name: string;
  readonly state: VmState;
  readonly datastore: DatastoreFacts;
  readonly network: Plug | undefined;
  readonly disksOn: readonly DatastoreFacts[];
  readonly iso: { readonly datastore: DatastoreFacts; readonly connected: boolean } | undefined;
  readonly keyServer: { readonly providerId: string };
}

const guestNames: Readonly<Record<string, string>> = {
  otherGuest64: 'Other (64-bit)',
  rhel9_64Guest: 'Red Hat Enterprise Linux 9 (64-bit)',
  ubuntu64Guest: 'Ubuntu Linux (64-bit)',
  vmkernel7Guest: 'VMware ESXi 7.x',
  vmkernel8Guest: 'VMware ESXi 8.0 or later',
  windows2019srvNext_64Guest: 'Microsoft Windows Server 2022 (64-bit)',
};

export function guestFullName(guestId: string): string {
  return guestNames[guestId] ?? guestId;
}

export const defaultGuestId = 'otherGuest64';

/**
 * VirtualMachine.config. Settings that a client has changed lie over what every VM starts with. The long lists are getters: who asks for
 * one flag of forty thousand VMs does not make forty thousand device lists.
 */
export function configInfo(facts: ConfigFacts): VirtualMachineConfigInfo {
  const { name, state } = facts;
  const { settings } = state;
  const guestId = settings.guestId ?? defaultGuestId;
  return {
    ...initialSettings,
    ...settings,
    flags: { ...initialFlags, ...settings.flags },
    changeVersion: state.changeVersion,
    // Real servers say so whatever happened (docs/facts.md#vm-defaults).
    modified: '1970-01-01T00:00:00Z',
    name,
    guestId,
    guestFullName: guestFullName(guestId),
    version: hardwareVersionId(state.hardwareVersion),
    uuid: state.uuid,
    createDate: state.createDate,
    instanceUuid: state.instanceUuid,
    template: state.template,
    files: files(facts),
    defaultPowerOps: settings.defaultPowerOps ?? initialPowerOps,
    hardware: {
      numCPU: state.numCPU,
      numCoresPerSocket: state.numCoresPerSocket,
      memoryMB: state.memoryMB,
      get device() {
        return devices({
          uuid: state.uuid,
          diskFile: `${directory(facts)}/${name}.vmdk`,
          datastore: facts.datastore.moRef,
          network: facts.network,
          passthroughDevices: state.passthroughDevices,
          moreDisks: facts.disksOn.map((datastore, index) => ({
            file: `[${datastore.name}] ${name}/${name}_${index + 1}.vmdk`,
            datastore: datastore.moRef,
          })),
          iso: facts.iso && {
            file: `[${facts.iso.datastore.name}] iso/install.iso`,
            datastore: facts.iso.datastore.moRef,
            connected: facts.iso.connected,
          },
          vtpm: state.vtpm,
          diskMode: state.diskMode,
          bound: state.boundDevices,
        });
      },
    },
    cpuAllocation: settings.cpuAllocation ?? allocation(1000 * state.numCPU),
    memoryAllocation: settings.memoryAllocation ?? allocation(10 * state.memoryMB),
    get extraConfig() {
      return Array.from(state.extraConfig, ([key, value]) => ({ key, value }));
    },
    ...(state.encrypted && { keyId: keyId(facts) }),
    ...(state.managedBy !== undefined && { managedBy: state.managedBy }),
  };
}

/** The client's schema does not know the type, the simulator's does. */
function keyId({ state, keyServer }: ConfigFacts): NonNullable<VirtualMachineConfigInfo['keyId']> {
  const key: CryptoKeyId = { keyId: state.uuid, providerId: { id: keyServer.providerId } };
  return key as unknown as NonNullable<VirtualMachineConfigInfo['keyId']>;
}

function directory({ name, datastore }: ConfigFacts): string {
  return `[${datastore.name}] ${name}`;
}

export function vmPathName(facts: ConfigFacts): string {
  return `${directory(facts)}/${facts.name}.vmx`;
}

function files(facts: ConfigFacts): VirtualMachineFileInfo {
  const path = directory(facts);
  return {
    vmPathName: vmPathName(facts),
    snapshotDirectory: `${path}/`,
    suspendDirectory: `${path}/`,
    logDirectory: `${path}/`,
  };
}

function allocation(shares: number): ResourceAllocationInfo {
  return {
    reservation: 0n,
    expandableReservation: false,
    limit: -1n,
    shares: { shares, level: 'normal' },
  };
}

const initialFlags: VirtualMachineFlagInfo = {
  enableLogging: true,
  useToe: false,
  runWithDebugInfo: false,
  monitorType: 'release',
  htSharing: 'any',
  snapshotDisabled: false,
  snapshotLocked: false,
  diskUuidEnabled: false,
  snapshotPowerOffBehavior: 'powerOff',
  recordReplayEnabled: false,
  faultToleranceType: 'unset',
  cbrcCacheEnabled: false,
  vvtdEnabled: false,
  vbsEnabled: false,
};

const initialTools: ToolsConfigInfo = {
  toolsVersion: 12448,
  toolsInstallType: 'guestToolsTypeOpenVMTools',
  afterPowerOn: true,
  afterResume: true,
  beforeGuestStandby: true,
  beforeGuestShutdown: true,
  toolsUpgradePolicy: 'manual',
  syncTimeWithHostAllowed: true,
  syncTimeWithHost: false,
};

const initialBootOptions: VirtualMachineBootOptions = {
  bootDelay: 0n,
  enterBIOSSetup: false,
  efiSecureBootEnabled: false,
  bootRetryEnabled: false,
  bootRetryDelay: 10000n,
};

const initialPowerOps: VirtualMachineDefaultPowerOpInfo = {
  powerOffType: 'soft',
  suspendType: 'hard',
  resetType: 'soft',
  defaultPowerOffType: 'soft',
  defaultSuspendType: 'hard',
  defaultResetType: 'soft',
  standbyAction: 'checkpoint',
};

const initialSettings: Partial<VirtualMachineConfigInfo> & { alternateGuestName: string } = {
  alternateGuestName: '',
  annotation: '',
  tools: initialTools,
  bootOptions: initialBootOptions,
  memoryHotAddEnabled: false,
  cpuHotAddEnabled: false,
  cpuHotRemoveEnabled: false,
  swapPlacement: 'inherit',
  vAssertsEnabled: false,
  changeTrackingEnabled: false,
  firmware: 'bios',
  maxMksConnections: 40,
  guestAutoLockEnabled: true,
  memoryReservationLockedToMax: false,
  // Real servers say an explicit false (docs/facts.md#explicit-false).
  nestedHVEnabled: false,
  vPMCEnabled: false,
  messageBusTunnelEnabled: false,
};
