import type { Evidence } from './evidence.ts';
import type { GuestReason } from './levels.ts';

/** A program whose exit code tells whether the guest's processor shows hardware virtualization. */
export interface Probe {
  readonly program: string;
  readonly line: string;
  /** The same, with what it writes going to a file. */
  readonly into: (file: string) => { readonly program: string; readonly line: string };
  /** Exit codes that are an answer; any other is trouble. */
  readonly yes: number;
  readonly no: number;
  /** Whether a 'no' may be wrong. */
  readonly doubtsNo: boolean;
}

/** Its exit code says it all, and no file has to leave the guest: /proc/cpuinfo could not, its size being 0 (docs/facts.md#guest-proc-files). */
const linux: Probe = {
  program: '/bin/grep',
  line: "-Eqw '(vmx|svm)' /proc/cpuinfo",
  into: (file) => ({
    program: '/bin/grep',
    // One processor is enough to look at.
    line: `-Ewm1 '(vmx|svm)' /proc/cpuinfo > '${file}' 2>&1`,
  }),
  yes: 0,
  no: 1,
  doubtsNo: false,
};

const script = [
  '$cpu = Get-CimInstance Win32_Processor -ErrorAction Stop | Select-Object -First 1',
  '$cpu | Format-List VirtualizationFirmwareEnabled, VMMonitorModeExtensions',
  // An error under -Command ends with 1, so 1 must not be an answer.
  'if ($cpu.VirtualizationFirmwareEnabled -and $cpu.VMMonitorModeExtensions) { exit 0 } else { exit 3 }',
].join('; ');
const powerShell = `-NoProfile -NonInteractive -Command "${script}"`;
const system32 = 'C:\\Windows\\System32';

/**
 * Once Hyper-V (or what builds on it, such as virtualization-based security) runs in the guest, both properties are said to read false although
 * it has the feature (docs/facts.md#windows-guest): a 'no' of Windows proves nothing.
 */
const windows: Probe = {
  program: `${system32}\\WindowsPowerShell\\v1.0\\powershell.exe`,
  line: powerShell,
  into: (file) => ({
    program: `${system32}\\cmd.exe`,
    line: `/c powershell.exe ${powerShell} > "${file}" 2>&1`,
  }),
  yes: 0,
  no: 3,
  doubtsNo: true,
};

/**
 * How a guest is to be asked: by what Tools say of it, else by what it was configured as. An ESXi has no /proc, and its own API
 * tells more than a shell would.
 */
export function probeFor({
  guestFamily,
  guestId = '',
}: Pick<Evidence, 'guestFamily' | 'guestId'>): Probe | GuestReason {
  if (/^vmkernel/i.test(guestId)) {
    return 'GUEST_IS_ESXI';
  }
  switch (guestFamily) {
    case 'linuxGuest':
      return linux;
    case 'windowsGuest':
      return windows;
    case undefined:
      break;
    default:
      return 'GUEST_SYSTEM_UNKNOWN';
  }
  if (/^win/i.test(guestId)) {
    return windows;
  }
  return /linux|ubuntu|debian|rhel|centos|sles|fedora|photon|rocky|alma|suse|oracle/i.test(guestId)
    ? linux
    : 'GUEST_SYSTEM_UNKNOWN';
}
