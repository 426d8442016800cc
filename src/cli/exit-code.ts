import {
  AbortedError,
  AmbiguousError,
  CertificateError,
  ExchangeError,
  FaultError,
  faultOf,
  InvalidValueError,
  NotFoundError,
  SessionLostError,
  TokenEndedError,
} from '../errors.ts';
import { DamagedFileError } from '../nested/run/journal/damaged-file.ts';
import { LockedError } from '../nested/run/locks/vm-locks.ts';
import { JournalChangedError } from '../nested/run/recover.ts';
import { StalePlanError } from '../nested/run/recovery/stale-plan.ts';
import { StateError } from '../nested/run/state-error.ts';
import { LoginNotTriedError, NoEndpointError } from './endpoints/endpoint-errors.ts';
import { InterruptedError } from './terminal/interrupted.ts';
import { UsageError } from './usage-error.ts';

/** What the process says of its end. Documented in docs/cli.md; where several fit, the first in `exitCodeMeanings` does. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  changesPending: 3,
  someFailed: 4,
  blocked: 5,
  powerCycleRequired: 6,
  loginOrTls: 7,
  unreachable: 8,
  unverified: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Every code in the order in which it wins where several things happened, and what it means. docs/cli.md is made from it. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.interrupted, 'interrupted, or not agreed to'],
  [exitCodes.loginOrTls, 'login or TLS: nothing was sent after it'],
  [exitCodes.unreachable, 'no answer from the server, or from any of several'],
  [exitCodes.someFailed, 'some VMs, or options, failed, or some of several servers did not answer'],
  [
    exitCodes.unverified,
    'the task succeeded and the new values are not there, or have no effect; `verify`: not as it should be ([verify.md](verify.md))',
  ],
  [
    exitCodes.powerCycleRequired,
    'a VM runs, and would need a power cycle; also from `--dry-run`, and when other VMs were changed',
  ],
  [exitCodes.blocked, 'blocked by findings'],
  [exitCodes.changesPending, 'changes are pending'],
  [exitCodes.usage, 'usage, or nothing found: nothing was written'],
  [exitCodes.unexpected, 'unexpected'],
  [exitCodes.done, 'done, or nothing to do'],
];

/** The code for a run in which several things happened. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return exitCodeMeanings.find(([code]) => codes.includes(code))?.[0] ?? exitCodes.done;
}

/** The code for an error that ended the run. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof AbortedError || error instanceof InterruptedError) {
    return exitCodes.interrupted;
  }
  if (error instanceof NoEndpointError) {
    return worst(error.errors.map(exitCodeOf));
  }
  const isLogin =
    (error instanceof FaultError && error.method === 'Login') ||
    error instanceof LoginNotTriedError ||
    error instanceof TokenEndedError;
  const isSession = error instanceof SessionLostError;
  if (isLogin || isSession || error instanceof CertificateError) {
    return exitCodes.loginOrTls;
  }
  if (error instanceof ExchangeError) {
    return exitCodes.unreachable;
  }
  if (faultOf(error)?.type === 'NotAuthenticated') {
    return exitCodes.loginOrTls;
  }
  if (
    error instanceof LockedError ||
    error instanceof StalePlanError ||
    error instanceof JournalChangedError
  ) {
    return exitCodes.blocked;
  }
  const isUsage = [
    UsageError,
    DamagedFileError,
    InvalidValueError,
    StateError,
    NotFoundError,
    AmbiguousError,
  ].some((type) => error instanceof type);
  return isUsage ? exitCodes.usage : exitCodes.unexpected;
}
