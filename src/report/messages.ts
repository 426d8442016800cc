import type { FindingCode, HostVerdict } from '../nested/plan/finding-codes.ts';

/** What a finding means and what to do about it: the only English there is for finding codes. */
export interface FindingMessage {
  readonly meaning: string;
  readonly remedy: string;
}

export const findingMessages: Readonly<Record<FindingCode, FindingMessage>> = {
  POWER_CYCLE_REQUIRED: {
    meaning: 'the VM runs, and the setting is only read when it starts',
    remedy: 'shut it down and try again',
  },
  SUSPENDED: {
    meaning: 'the VM is suspended',
    remedy: 'resume it and shut it down, then try again',
  },
  TEMPLATE: {
    meaning: 'it is a template',
    remedy: 'convert it to a VM, change that, and convert it back',
  },
  NOT_CONNECTED: {
    meaning: 'the server does not reach the VM',
    remedy: 'bring its host or its storage back',
  },
  CONFIG_UNREADABLE: {
    meaning: 'its configuration could not be read',
    remedy: 'give this user System.Read on the VM',
  },
  HARDWARE_TOO_OLD: {
    meaning: 'its hardware version is below 9',
    remedy: 'upgrade the virtual hardware to vmx-09 or later',
  },
  VM_NOT_CAPABLE: {
    meaning: 'the VM cannot have nested virtualization where it is',
    remedy: "look at its host with 'vhv hosts'",
  },
  TAKES_EFFECT_AT_POWER_ON: {
    meaning: 'the VM runs; most advanced options are read when it starts',
    remedy: 'power-cycle it when it suits',
  },
};

export const verdictMessages: Readonly<Record<HostVerdict, string>> = {
  ready: 'VMs on it can have nested virtualization',
  'not-ready': 'the host says that it cannot',
  'needs-vhv-allow': 'ESXi 5.0 needs vhv.allow = "TRUE" in /etc/vmware/config',
  unknown: 'the host could not be asked',
};
