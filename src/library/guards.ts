import {
  type AbortedError,
  type AmbiguousError,
  type CertificateError,
  type ConnectionError,
  type DeadlineError,
  type FaultError,
  type FaultFacts,
  type GoneError,
  type InvalidValueError,
  isBranded,
  type LoginError,
  type NotFoundError,
  type ProtocolError,
  type SessionLostError,
  type TaskDeadlineError,
  type TaskError,
  type TaskUnknownError,
  type TokenEndedError,
  type UnavailableError,
  type UnreadableError,
  type VsphereError,
} from '../errors.ts';
import type { DamagedFileError } from '../nested/run/journal/damaged-file.ts';
import type { FileUnreadableError } from '../nested/run/journal/unreadable-file.ts';
import type { LockedError } from '../nested/run/locks/vm-locks.ts';
import type { JournalChangedError } from '../nested/run/recover.ts';
import type { StalePlanError } from '../nested/run/recovery/stale-plan.ts';
import type { StateError } from '../nested/run/state-error.ts';
import type { ErrorCode } from './error-codes.ts';

/** The errors that have more than a code and a message, by their code. */
interface RicherErrors {
  readonly ABORTED: AbortedError;
  readonly AMBIGUOUS: AmbiguousError;
  readonly CERTIFICATE_CHANGED: CertificateError;
  readonly CERTIFICATE_UNTRUSTED: CertificateError;
  readonly CONNECTION_FAILED: ConnectionError;
  readonly DAMAGED_FILE: DamagedFileError;
  readonly DEADLINE_PASSED: DeadlineError;
  readonly FAULT: FaultError;
  readonly FILE_UNREADABLE: FileUnreadableError;
  readonly GONE: GoneError;
  readonly INVALID_VALUE: InvalidValueError;
  readonly JOURNAL_CHANGED: JournalChangedError;
  readonly LOCKED: LockedError;
  readonly LOGIN_FAILED: LoginError;
  readonly NOT_FOUND: NotFoundError;
  readonly PLAN_STALE: StalePlanError;
  readonly PROTOCOL: ProtocolError;
  readonly SESSION_LOST: SessionLostError;
  readonly STATE_UNWRITABLE: StateError;
  readonly TASK_DEADLINE_PASSED: TaskDeadlineError;
  readonly TASK_FAILED: TaskError;
  readonly TASK_UNKNOWN: TaskUnknownError;
  readonly TOKEN_ENDED: TokenEndedError;
  readonly UNAVAILABLE: UnavailableError;
  readonly UNREADABLE: UnreadableError;
}

/** The errors by their code. */
export type ErrorsByCode = {
  readonly [Code in ErrorCode]: (Code extends keyof RicherErrors
    ? RicherErrors[Code]
    : VsphereError) & { readonly code: Code };
};

/** An error that carries a fault: a method that the server refused, or a task that failed. */
export type Faulty = VsphereError & { readonly fault: FaultFacts };

/**
 * Whether a value is an error of this package, with this code if one is given. Unlike `instanceof` it also knows the errors of another copy
 * of the package.
 *
 * @param code `'LOCKED'`. Default: any; `error.code` then narrows the type
 */
export function isVsphereError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is ErrorsByCode[Code];
export function isVsphereError(error: unknown, code?: string): error is VsphereError {
  return isBranded(error) && (code === undefined || error.code === code);
}

/**
 * Whether an error is a vim25 fault, of this type if one is given: a FaultError, LoginError or TaskError, also one of another copy of the
 * package. Causes are not looked at.
 *
 * @param type as vim25 spells it, `'InvalidPowerState'`. Default: any
 */
export function isFault(error: unknown, type?: string): error is Faulty {
  if (!isBranded(error)) {
    return false;
  }
  const { fault } = error as Partial<Faulty>;
  return fault !== undefined && (type === undefined || fault.type === type);
}
