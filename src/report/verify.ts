import { decodeName } from '../entity-name.ts';
import type { GuestReason, Level, LevelReason, Verdict, VmProof } from '../nested/verify/levels.ts';
import type { FindingMessage } from './findings/finding-message.ts';
import { guestMessages } from './guest-messages.ts';
import type { Column } from './table.ts';

const levelMessages: Readonly<Record<LevelReason, FindingMessage>> = {
  ...guestMessages,
  GONE: { meaning: 'the VM is no longer there', remedy: 'look for it with vhv vms' },
  NOT_CONNECTED: {
    meaning: 'the server does not reach the VM, and what it shows is from before',
    remedy: "bring its host or storage back ('vhv hosts'), and verify again",
  },
  CONFIG_UNREADABLE: {
    meaning: 'its configuration could not be read',
    remedy: 'give this user System.Read on the VM, or bring its host or storage back',
  },
  NOT_AS_EXPECTED: {
    meaning: 'this is not what was expected',
    remedy: "change it with 'vhv enable' or 'vhv disable'",
  },
  NO_REQUIREMENT_LIST: {
    meaning: 'the server gives no list of feature requirements',
    remedy: 'ask the guest instead, with --guest-user',
  },
  REQUIREMENT_KEY_UNSEEN: {
    meaning:
      'no known key stands in the list of feature requirements, and which key this server uses is not witnessed',
    remedy: 'ask the guest instead, with --guest-user',
  },
  REQUIRED_UNLIKE_CONFIGURED: {
    meaning: 'what the VM will require of a host does not fit its configuration',
    remedy: 'reload the VM or set it again, and verify again',
  },
  NOT_RUNNING: {
    meaning: 'the VM does not run, so nothing is in effect',
    remedy: 'power it on and verify again',
  },
  POWER_CYCLE_PENDING: {
    meaning: 'it is set, and the VM has not been power-cycled since',
    remedy: 'shut it down and power it on; a reboot of the guest is not enough',
  },
};

export const verdictTexts: Readonly<Record<Verdict, string>> = {
  verified: 'verified',
  disagrees: 'disagrees',
  pending: 'waits for a power cycle',
  incomplete: 'not verified',
  notChecked: 'not checked',
};

/** `on`, `off (pending)`, `not checked`. */
export function formatLevel({ state, value }: Level): string {
  const shown = value === undefined ? '' : value ? 'on' : 'off';
  switch (state) {
    case 'agrees':
      return shown;
    case 'notChecked':
      return shown === '' ? 'not checked' : `not checked (says ${shown})`;
    case 'disagrees':
    case 'pending':
      return `${shown} (${state})`;
  }
}

/** What nobody has to be told of each VM again: it follows from what was asked for, and from the column POWER. */
const routine: ReadonlySet<LevelReason> = new Set(['GUEST_NOT_ASKED', 'NOT_RUNNING']);

/** `POWER_CYCLE_PENDING: it is set, and …; shut it down …`, each reason once. */
export function explainLevels(levels: VmProof['levels']): string {
  const texts = new Map<LevelReason | GuestReason, string>();
  const missing = levels.guest.outputMissing;
  for (const { reason, detail } of [...Object.values(levels), ...(missing ? [missing] : [])]) {
    if (reason !== undefined && !routine.has(reason) && !texts.has(reason)) {
      const { meaning, remedy } = levelMessages[reason];
      const said = detail === undefined ? '' : ` [${detail}]`;
      texts.set(reason, `${reason}: ${meaning}; ${remedy}${said}`);
    }
  }
  return [...texts.values()].join('. ');
}

interface OutputLine {
  readonly endpoint: string;
  readonly path: string;
  readonly line: string;
}

/** What guests wrote, a row for each line. */
export function outputLines(proofs: readonly VmProof[]): OutputLine[] {
  return proofs.flatMap(({ endpoint, path, levels }) =>
    (levels.guest.output ?? '')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map((line) => ({ endpoint, path, line })),
  );
}

export const outputColumns: readonly Column<OutputLine>[] = [
  { heading: 'VM', cell: (row) => decodeName(row.path) },
  { heading: 'THE GUEST WROTE', cell: (row) => row.line },
];
