import {
  AbortedError,
  CertificateError,
  ExchangeError,
  faultOf,
  VsphereError,
} from '../../errors.ts';
import type { GuestReason } from './levels.ts';

/** By the type of the fault: its text is in the server's language (docs/facts.md#guest-faults). */
const byFault: Readonly<Record<string, GuestReason>> = {
  // Of an ESXi that is a guest: its own API refuses.
  InvalidLogin: 'GUEST_LOGIN_REFUSED',
  InvalidGuestLogin: 'GUEST_LOGIN_REFUSED',
  GuestOperationsUnavailable: 'GUEST_TOOLS_UNAVAILABLE',
  GuestPermissionDenied: 'GUEST_PERMISSION_DENIED',
  GuestComponentsOutOfDate: 'GUEST_TOOLS_OUTDATED',
  InvalidPowerState: 'GUEST_POWER_STATE',
  InvalidState: 'GUEST_POWER_STATE',
  OperationNotSupportedByGuest: 'GUEST_OPERATION_UNSUPPORTED',
  OperationDisabledByGuest: 'GUEST_OPERATION_DISABLED',
  FileNotFound: 'GUEST_FILE_NOT_FOUND',
  CannotAccessFile: 'GUEST_FILE_INACCESSIBLE',
  CannotCreateFile: 'GUEST_FILE_INACCESSIBLE',
  FileNotWritable: 'GUEST_FILE_INACCESSIBLE',
  FileFault: 'GUEST_FILE_INACCESSIBLE',
  GuestProcessNotFound: 'GUEST_PROCESS_GONE',
  TooManyGuestLogons: 'GUEST_TOO_MANY_LOGINS',
  RestrictedVersion: 'GUEST_LICENCE_READ_ONLY',
  NoPermission: 'GUEST_PRIVILEGE_MISSING',
  TaskInProgress: 'GUEST_BUSY',
};

const byCode: Readonly<Record<string, GuestReason>> = {
  GUEST_PROCESS_GONE: 'GUEST_PROCESS_GONE',
  GUEST_PROGRAM_DEADLINE: 'GUEST_PROGRAM_DEADLINE',
  TRANSFER_UNTRUSTED: 'GUEST_TRANSFER_UNTRUSTED',
  UNSUPPORTED: 'GUEST_SERVER_UNSUPPORTED',
};

/**
 * Why a guest could not be asked, as data.
 *
 * @throws the error itself where it is about more than this guest: the session has ended, the caller has given up, or it is no error of
 * ours at all
 */
export function refusalOf(error: unknown): { reason: GuestReason; detail: string } {
  const fault = faultOf(error);
  const isOurs = error instanceof VsphereError && !(error instanceof AbortedError);
  if (!isOurs || fault?.type === 'NotAuthenticated') {
    throw error;
  }
  const detail = error.message;
  if (fault !== undefined) {
    return { reason: byFault[fault.type] ?? 'GUEST_FAULT', detail };
  }
  if (error instanceof CertificateError) {
    return { reason: 'GUEST_TRANSFER_UNTRUSTED', detail };
  }
  const isSilence = error instanceof ExchangeError;
  return { reason: byCode[error.code] ?? (isSilence ? 'GUEST_NO_ANSWER' : 'GUEST_FAULT'), detail };
}
