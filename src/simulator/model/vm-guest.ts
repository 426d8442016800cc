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
  return state.powerState === 'poweredOn' && state.tools === 'running';
}

/** What its guestId says: programs are started in Linux guests alone. */
export function isLinux({ settings }: VmState): boolean {
  return !/windows|^win|vmkernel|darwin|freebsd|solaris/i.test(settings.guestId ?? defaultGuestId);
}

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
      guestFamily: isLinux(state) ? 'linuxGuest' : 'otherGuestFamily',
    }),
    guestState: runs ? 'running' : 'notRunning',
    guestOperationsReady: runs,
    interactiveGuestOperationsReady: false,
    guestStateChangeSupported: runs,
  };
}
