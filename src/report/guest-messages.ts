import type { GuestReason } from '../nested/verify/levels.ts';
import type { FindingMessage } from './findings/finding-message.ts';

/** Why a guest did not say whether it sees hardware virtualization, and what to do about it. */
export const guestMessages: Readonly<Record<GuestReason, FindingMessage>> = {
  GUEST_NOT_ASKED: {
    meaning: 'the guest was not asked',
    remedy: 'name a user of it with --guest-user',
  },
  GUEST_DISAGREES: {
    meaning: 'the guest sees something else than its VM should show',
    remedy: 'power-cycle the VM (a reboot of the guest is not enough) and verify again',
  },
  GUEST_WINDOWS_UNSURE: {
    meaning:
      'Windows says no, which proves nothing: once Hyper-V or virtualization-based security runs, it says so in any case (not witnessed)',
    remedy: "look at 'systeminfo' in the guest, or go by the other levels",
  },
  GUEST_IS_ESXI: {
    meaning: 'the guest is an ESXi, which has no /proc/cpuinfo',
    remedy:
      "pin its certificate with --guest-fingerprint, and its own API is asked; or look yourself: 'vhv hosts --url ADDRESS'",
  },
  GUEST_ADDRESS_UNKNOWN: {
    meaning: 'the guest is an ESXi, and its VMware Tools report no address to reach its API at',
    remedy: "wait until it is up, or look yourself: 'vhv hosts --url ADDRESS'",
  },
  GUEST_ESXI_UNTRUSTED: {
    meaning:
      'the guest is an ESXi that shows a certificate which is not pinned, so the password was not sent',
    remedy:
      'compare the fingerprint in the message with its own, and add it with --guest-fingerprint',
  },
  GUEST_SYSTEM_UNKNOWN: {
    meaning: 'it is not known how to ask a guest of this kind',
    remedy: 'look in the guest yourself, or go by the other levels',
  },
  GUEST_PROGRAM_FAILED: {
    meaning: 'the program in the guest ended without an answer',
    remedy: 'run it in the guest by hand; --guest-output shows what it writes',
  },
  GUEST_PROGRAM_DEADLINE: {
    meaning: 'the program in the guest did not come to an end',
    remedy: 'see what keeps the guest busy, and try again',
  },
  GUEST_PROCESS_GONE: {
    meaning:
      'the guest no longer knows how the program ended: was it rebooted, or Tools restarted?',
    remedy: 'try again',
  },
  GUEST_LOGIN_REFUSED: {
    meaning: 'the guest does not know this user and password',
    remedy: 'check both; a Windows user of a domain is written DOMAIN\\user',
  },
  GUEST_LOGIN_STOPPED: {
    meaning: 'not tried: another guest refused this domain user, and accounts lock',
    remedy: 'correct the password and verify again',
  },
  GUEST_TOO_MANY_LOGINS: {
    meaning: 'the guest lets in no more logins at once',
    remedy: 'log others out of it, or try again later',
  },
  GUEST_TOOLS_UNAVAILABLE: {
    meaning: 'VMware Tools do not answer in the guest',
    remedy: 'install or start them (open-vm-tools on Linux), and wait until the guest is up',
  },
  GUEST_PERMISSION_DENIED: {
    meaning: 'the user of the guest may not do this',
    remedy: 'name another user of the guest; SELinux can also keep Tools from starting programs',
  },
  GUEST_TOOLS_OUTDATED: {
    meaning: 'VMware Tools in the guest are too old for guest operations',
    remedy: 'upgrade them',
  },
  GUEST_POWER_STATE: {
    meaning: 'the VM is in no state for it: it went off, or was suspended, meanwhile',
    remedy: 'start it and verify again',
  },
  GUEST_OPERATION_UNSUPPORTED: {
    meaning: 'VMware Tools of this guest cannot do this',
    remedy: 'look in the guest yourself, or go by the other levels',
  },
  GUEST_OPERATION_DISABLED: {
    meaning: 'the guest has guest operations switched off',
    remedy: 'allow them in its tools.conf ([guestoperations] disabled=false)',
  },
  GUEST_FILE_NOT_FOUND: {
    meaning: 'the guest has no such program or file',
    remedy: 'see the path in the message; grep has to be at /bin/grep',
  },
  GUEST_FILE_INACCESSIBLE: {
    meaning: 'the user of the guest cannot get at the program or file',
    remedy: 'name another user of the guest, or give this one the right',
  },
  GUEST_LICENCE_READ_ONLY: {
    meaning:
      'the licence of the host (free ESXi) makes its API read-only, and guest operations count as writes',
    remedy: 'go by the other levels, or assign another licence',
  },
  GUEST_PRIVILEGE_MISSING: {
    meaning: 'this user of the server may not use guest operations on the VM',
    remedy:
      'give it VirtualMachine.GuestOperations.Execute and .Query, and for --guest-output .Modify',
  },
  GUEST_BUSY: {
    meaning: 'another task works on the VM',
    remedy: 'verify again when it is over',
  },
  GUEST_SERVER_UNSUPPORTED: {
    meaning: 'the server offers no guest operations (they came with 5.0)',
    remedy: 'go by the other levels',
  },
  GUEST_NO_ANSWER: {
    meaning:
      'no whole answer came; a vCenter that does not reach the host of the VM looks like this too',
    remedy: 'see the message, and try again',
  },
  GUEST_TRANSFER_UNTRUSTED: {
    meaning:
      'the host that hands out the file did not prove who it is, so nothing was fetched from it',
    remedy:
      'reconnect the host in vCenter if its certificate was renewed, or leave --guest-output out',
  },
  GUEST_FAULT: {
    meaning: 'the server refused',
    remedy: 'see the message',
  },
};
