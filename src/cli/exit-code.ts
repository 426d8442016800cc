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
} from '../index.ts';
import { InterruptedError } from './ask.ts';
import { LoginNotTriedError, NoEndpointError } from './endpoints/endpoint-errors.ts';
import { UsageError } from './usage-error.ts';

/** What the process says of its end. Documented in README.md; where several fit, the first in `byPrecedence` does. */
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

const byPrecedence: readonly ExitCode[] = [130, 7, 8, 4, 9, 6, 5, 3, 2, 1, 0];

/** The code for a run in which several things happened. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return byPrecedence.find((code) => codes.includes(code)) ?? exitCodes.done;
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
    error instanceof LoginNotTriedError;
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
  const isUsage = [UsageError, InvalidValueError, NotFoundError, AmbiguousError].some(
    (type) => error instanceof type,
  );
  return isUsage ? exitCodes.usage : exitCodes.unexpected;
}
