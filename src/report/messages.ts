import type { HostVerdict } from '../nested/hosts/host-verdict.ts';
import type { FindingCode } from '../nested/plan/finding-codes.ts';
import { capabilityMessages } from './findings/capability-messages.ts';
import type { FindingMessage } from './findings/finding-message.ts';
import { powerCycleMessages } from './findings/power-cycle-messages.ts';
import { vmMessages } from './findings/vm-messages.ts';

/** The only English there is for finding codes. A code without its texts does not compile. */
export const findingMessages: Readonly<Record<FindingCode, FindingMessage>> = {
  ...vmMessages,
  ...capabilityMessages,
  ...powerCycleMessages,
};

export const verdictMessages: Readonly<Record<HostVerdict, string>> = {
  ready: 'VMs on it can have nested virtualization',
  'not-ready': 'the host says that it cannot',
  'needs-vhv-allow': 'ESXi 5.0 needs vhv.allow = "TRUE" in /etc/vmware/config',
  unknown: 'the host could not be asked',
};
