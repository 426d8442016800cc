import type { HostLockdownMode, HostSystemConnectionState } from '../types.ts';
import type { CpuVendor } from './host-cpu.ts';
import type { Licence } from './licence.ts';

export interface HostHardware {
  readonly vendor: CpuVendor;
  readonly cores: number;
  readonly mhz: number;
  readonly memoryMB: number;
  /** The processor has VT-x or AMD-V. */
  readonly virtualizes: boolean;
  /** The firmware has it switched on. */
  readonly usable: boolean;
  /** The host is itself a VM. */
  readonly isVm: boolean;
}

/** What changes in a host's life. */
export interface HostState {
  connection: HostSystemConnectionState;
  /** In maintenance mode, or on the way there; `partial` is the mode for a quick patch. */
  maintenance: 'no' | 'entering' | 'in' | 'partial';
  /** Put to sleep by power management. */
  standby: boolean;
  /** A host profile is being applied. */
  readonly remediation: boolean;
  lockdown: HostLockdownMode;
  /** Whether encrypted VMs can run on it. */
  cryptoState: 'incapable' | 'prepared' | 'safe' | 'pendingIncapable';
  licence: Licence;
  managementServer: string | undefined;
  /** The text of /etc/vmware/config. */
  vmwareConfig: string;
}
