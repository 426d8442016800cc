import type { GuestInfo, VirtualMachineGuestSummary, VirtualMachineToolsStatus } from '../types.ts';
import { defaultGuestId, guestFullName } from './vm-config.ts';
import type { ToolsState, VmState } from './vm-state.ts';

const toolsStatus: Readonly<Record<ToolsState, VirtualMachineToolsStatus>> = {
  running: 'toolsOk',
  notRunning: 'toolsNotRunning',
  notInstalled: 'toolsNotInstalled',
};

/** Whether VMware Tools answer now: only in a guest that runs. */
export function toolsRun(state: VmState): boolean {
  const isUp = state.running?.guest.isUp === true;
  return state.powerState === 'poweredOn' && state.tools === 'running' && isUp;
}

/** What runs in a guest. */
export type GuestSystem = 'linux' | 'windows' | 'esx' | 'other';

/** What its guestId says it is. */
export function guestSystem({ settings }: VmState): GuestSystem {
  const guestId = settings.guestId ?? defaultGuestId;
  if (/vmkernel/i.test(guestId)) {
    return 'esx';
  }
  if (/^win/i.test(guestId)) {
    return 'windows';
  }
  return /darwin|freebsd|solaris|netware|dos/i.test(guestId) ? 'other' : 'linux';
}

/** GuestInfo.guestFamily. That Tools of an ESXi say otherGuestFamily is not witnessed. */
const families: Readonly<Record<GuestSystem, string>> = {
  linux: 'linuxGuest',
  windows: 'windowsGuest',
  esx: 'otherGuestFamily',
  other: 'otherGuestFamily',
};

/** VirtualMachineSummary.guest. */
export function guestSummary(state: VmState): VirtualMachineGuestSummary {
  const installed = state.tools !== 'notInstalled';
  const runs = toolsRun(state);
  return {
    ...(runs && { guestId: state.settings.guestId ?? defaultGuestId }),
    ...(runs && { guestFullName: guestFullName(state.settings.guestId ?? defaultGuestId) }),
    toolsStatus: toolsStatus[installed && !runs ? 'notRunning' : state.tools],
    toolsVersionStatus: installed ? 'guestToolsUnmanaged' : 'guestToolsNotInstalled',
    toolsVersionStatus2: installed ? 'guestToolsUnmanaged' : 'guestToolsNotInstalled',
    ...(runs && state.ipAddress !== undefined && { ipAddress: state.ipAddress }),
    ...(runs && state.hostName !== undefined && { hostName: state.hostName }),
    toolsRunningStatus: runs ? 'guestToolsRunning' : 'guestToolsNotRunning',
  };
}

/** VirtualMachine.guest. */
export function guestInfo(state: VmState): GuestInfo {
  const runs = toolsRun(state);
  return {
    ...guestSummary(state),
    ...(runs && {
      toolsVersion: '12448',
      guestFamily: families[guestSystem(state)],
    }),
    ...(state.customization !== undefined && {
      customizationInfo: { customizationStatus: `TOOLSDEPLOYPKG_${state.customization}` },
    }),
    guestState: runs ? 'running' : 'notRunning',
    guestOperationsReady: runs,
    interactiveGuestOperationsReady: false,
    guestStateChangeSupported: runs,
  };
}
