/** Plain data: what can stand in the way. Stable: programs and people's scripts match on these. English is in report/messages.ts. */
export const findingCodes = {
  /** The VM runs, and the setting is only read when it starts. */
  POWER_CYCLE_REQUIRED: 'blocker',
  /** A suspended VM cannot be reconfigured without losing what it holds in memory. */
  SUSPENDED: 'blocker',
  /** Only the name and the notes of a template can be changed. */
  TEMPLATE: 'blocker',
  /** The server does not reach the VM: disconnected, orphaned, inaccessible or invalid. */
  NOT_CONNECTED: 'blocker',
  /** The configuration could not be read. */
  CONFIG_UNREADABLE: 'blocker',
  /** Nested virtualization exists from hardware version 9 on; older VMs accept the setting and ignore it. */
  HARDWARE_TOO_OLD: 'blocker',
  /** The VM itself says that it cannot: capability.nestedHVSupported is false. */
  VM_NOT_CAPABLE: 'blocker',
  /** An advanced option is written to a running VM; most are read at its next start. */
  TAKES_EFFECT_AT_POWER_ON: 'info',
} as const;

export type FindingCode = keyof typeof findingCodes;
export type Severity = 'blocker' | 'warning' | 'info';

/** Something that a person should know before a change: data, no English. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What was seen, by the name of where it was seen: `{'runtime.powerState': 'poweredOn'}`. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** Whether VMs on a host can have nested virtualization. `unknown` is an answer of its own, never a guess. */
export type HostVerdict = 'ready' | 'not-ready' | 'needs-vhv-allow' | 'unknown';
