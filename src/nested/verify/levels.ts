import type { MoRef, VirtualMachinePowerState } from '../../vim25/index.ts';

/** The four places where nested virtualization shows, each nearer to the guest than the one before. */
export const levelNames = ['configured', 'required', 'effective', 'guest'] as const;
export type LevelName = (typeof levelNames)[number];

/** `pending`: it is set, and the VM has not been power-cycled since. `notChecked`: nobody knows, which is never good news. */
export type LevelState = 'agrees' | 'disagrees' | 'pending' | 'notChecked';

/** Why a level does not agree, or was not checked. Their English is in report/. */
export type LevelReason =
  | 'GONE'
  | 'NOT_CONNECTED'
  | 'CONFIG_UNREADABLE'
  | 'NOT_AS_EXPECTED'
  | 'NO_REQUIREMENT_LIST'
  | 'REQUIREMENT_KEY_UNSEEN'
  | 'REQUIRED_UNLIKE_CONFIGURED'
  | 'NOT_RUNNING'
  | 'POWER_CYCLE_PENDING'
  | GuestReason;

/** Why a guest did not say, or said something else. */
export type GuestReason =
  | 'GUEST_NOT_ASKED'
  | 'GUEST_DISAGREES'
  | 'GUEST_WINDOWS_UNSURE'
  | 'GUEST_IS_ESXI'
  | 'GUEST_ADDRESS_UNKNOWN'
  | 'GUEST_ESXI_UNTRUSTED'
  | 'GUEST_SYSTEM_UNKNOWN'
  | 'GUEST_PROGRAM_FAILED'
  | 'GUEST_PROGRAM_DEADLINE'
  | 'GUEST_PROCESS_GONE'
  | 'GUEST_LOGIN_REFUSED'
  | 'GUEST_LOGIN_STOPPED'
  | 'GUEST_TOO_MANY_LOGINS'
  | 'GUEST_TOOLS_UNAVAILABLE'
  | 'GUEST_PERMISSION_DENIED'
  | 'GUEST_TOOLS_OUTDATED'
  | 'GUEST_POWER_STATE'
  | 'GUEST_OPERATION_UNSUPPORTED'
  | 'GUEST_OPERATION_DISABLED'
  | 'GUEST_FILE_NOT_FOUND'
  | 'GUEST_FILE_INACCESSIBLE'
  | 'GUEST_LICENCE_READ_ONLY'
  | 'GUEST_PRIVILEGE_MISSING'
  | 'GUEST_BUSY'
  | 'GUEST_SERVER_UNSUPPORTED'
  | 'GUEST_NO_ANSWER'
  | 'GUEST_TRANSFER_UNTRUSTED'
  | 'GUEST_FAULT';

/** What was found at one level. */
export interface Level {
  readonly state: LevelState;
  /** On or off, where it could be read; a value can also stand beside `notChecked`, where there was nothing to hold it against. */
  readonly value?: boolean;
  /** Where it was read: a property path, or what ran in the guest. */
  readonly source?: string;
  readonly reason?: LevelReason;
  /** What the server or the guest said, in its own words. */
  readonly detail?: string;
}

export interface GuestLevel extends Level {
  /** What the program in the guest wrote, where that was asked for. */
  readonly output?: string;
  /** Why the output could not be had, while the program's exit code could. */
  readonly outputMissing?: { readonly reason: GuestReason; readonly detail: string };
}

/**
 * `verified`: all that was read agrees. `incomplete`: what was asked for by name could not be read. `notChecked`: nothing could be read, and
 * nothing was asked for by name.
 */
export type Verdict = 'verified' | 'disagrees' | 'pending' | 'incomplete' | 'notChecked';

/** The proof for one VM: plain data. */
export interface VmProof {
  readonly endpoint: string;
  readonly moRef: MoRef;
  readonly name: string;
  readonly path: string;
  readonly powerState: VirtualMachinePowerState | undefined;
  readonly verdict: Verdict;
  readonly levels: Readonly<Record<Exclude<LevelName, 'guest'>, Level>> & {
    readonly guest: GuestLevel;
  };
}
