export { CertificateError, type CertificateFacts } from './errors/certificate.ts';
export { cut } from './errors/cut.ts';
export {
  AbortedError,
  answerWasLost,
  ConnectionError,
  DeadlineError,
  ExchangeError,
  type ExchangeFailure,
  ProtocolError,
  UnavailableError,
} from './errors/exchange.ts';
export {
  FaultError,
  type FaultFacts,
  faultOf,
  LoginError,
  SessionLostError,
  TaskDeadlineError,
  TaskError,
  TaskUnknownError,
  TokenEndedError,
} from './errors/fault.ts';
export { AmbiguousError, GoneError, type Missed, NotFoundError } from './errors/not-found.ts';
export { reasonIn, systemCode, systemReason } from './errors/system-reason.ts';
export {
  InvalidValueError,
  isBranded,
  UnreadableError,
  VsphereError,
} from './errors/vsphere-error.ts';
