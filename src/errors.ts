/**
 * The base of everything that this library throws on purpose.
 *
 * `code` is stable and made for programs; the message is made for people and may change.
 */
export class VsphereError extends Error {
  override name = 'VsphereError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A value that cannot be sent or read: it names the place and the reason. Nothing was sent. */
export class InvalidValueError extends VsphereError {
  override name = 'InvalidValueError';
  readonly place: string;

  constructor(place: string, reason: string) {
    super('INVALID_VALUE', `${place} ${reason}`);
    this.place = place;
  }
}

/** Bytes that are no vim25 message: malformed, cut short, too deep, a DTD, or a value that is not of its type. */
export class UnreadableError extends VsphereError {
  override name = 'UnreadableError';

  constructor(message: string, options?: ErrorOptions) {
    super('UNREADABLE', message, options);
  }
}

/** What a failed exchange says of the request it carried. */
export interface ExchangeFailure extends ErrorOptions {
  /** The server's address, without credentials. */
  readonly endpoint: string;
  /**
   * Whether the server may have received the request. Where it is true and the request was a write, nobody knows
   * whether the write was done: read the object, never send the write again blindly.
   */
  readonly requestSent: boolean;
}

/** No whole answer came: refused, cut, too late or given up. The base of the four below; `code` tells them apart. */
export class ExchangeError extends VsphereError {
  override name = 'ExchangeError';
  readonly endpoint: string;
  readonly requestSent: boolean;

  constructor(code: string, message: string, failure: ExchangeFailure) {
    super(code, message, failure);
    this.endpoint = failure.endpoint;
    this.requestSent = failure.requestSent;
  }
}

/** The connection was refused, reset or cut. */
export class ConnectionError extends ExchangeError {
  override name = 'ConnectionError';

  constructor(message: string, failure: ExchangeFailure) {
    super('CONNECTION_FAILED', message, failure);
  }
}

/** The deadline passed before the whole answer was there. */
export class DeadlineError extends ExchangeError {
  override name = 'DeadlineError';

  constructor(message: string, failure: ExchangeFailure) {
    super('DEADLINE_PASSED', message, failure);
  }
}

/** The caller's AbortSignal fired. */
export class AbortedError extends ExchangeError {
  override name = 'AbortedError';

  constructor(message: string, failure: ExchangeFailure) {
    super('ABORTED', message, failure);
  }
}

/** The answer was not one of vim25: see `cause`, an UnreadableError where it was XML at all. */
export class ProtocolError extends ExchangeError {
  override name = 'ProtocolError';

  constructor(message: string, failure: ExchangeFailure) {
    super('PROTOCOL', message, failure);
  }
}

/** Who the server says it is, as far as its certificate tells. */
export interface CertificateFacts {
  readonly endpoint: string;
  /** SHA-256 of the DER form: upper-case hex pairs joined by colons. */
  readonly fingerprint256: string;
  /** SHA-1, as govc and older servers name certificates. */
  readonly fingerprint1: string;
  /** The subject's common name. */
  readonly subject: string;
  /** `CN=CA,DC=vsphere,DC=local` */
  readonly issuer: string;
  /** The DNS names and addresses it is made out to. */
  readonly names: readonly string[];
  /** ISO 8601; undefined where it could not be read. */
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
  /** Why the authorities do not vouch for it, in OpenSSL's codes; undefined where they do. */
  readonly objection: string | undefined;
}

/** The server's certificate is not trusted, or is not the pinned one. No request was sent. */
export class CertificateError extends VsphereError {
  override name = 'CertificateError';
  readonly certificate: CertificateFacts;

  constructor(
    code: 'CERTIFICATE_UNTRUSTED' | 'CERTIFICATE_CHANGED',
    message: string,
    certificate: CertificateFacts,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.certificate = certificate;
  }
}

/** A vim25 fault as it is read from either of its two shapes. */
export interface FaultFacts {
  /** The vim25 type, `InvalidPowerState`; `MethodFault` where the server named none. */
  readonly type: string;
  /** What the server says in its own language: to be shown, never to be matched. */
  readonly message: string;
  /** The fault's own fields, spelt as on the wire. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** `NoPermission (VirtualMachine.Config.Settings): Permission to perform this operation was denied.` */
function describeFault({ type, message, detail }: FaultFacts): string {
  const missing = detail['missingPrivileges'] as { privilegeIds?: string[] }[] | undefined;
  const ids = [detail['privilegeId'], ...(missing ?? []).flatMap((one) => one.privilegeIds ?? [])];
  const privileges = [...new Set(ids.filter((id) => typeof id === 'string' && id !== ''))];
  const named = privileges.length === 0 ? type : `${type} (${privileges.join(', ')})`;
  return message === '' ? named : `${named}: ${message}`;
}

/** The server refused a method: a SOAP fault. */
export class FaultError extends VsphereError {
  override name = 'FaultError';
  readonly method: string;
  /** The object the method was called on, `VirtualMachine:vm-42`. */
  readonly target: string;
  readonly fault: FaultFacts;

  constructor(method: string, target: string, fault: FaultFacts, code = 'FAULT') {
    super(code, `${method} on ${target}: ${describeFault(fault)}`);
    this.method = method;
    this.target = target;
    this.fault = fault;
  }
}

/**
 * The user name or the password is wrong, or the account is locked: never try again by yourself, accounts lock. Or the server does not
 * take a token or a ticket: it will not take it the next time.
 */
export class LoginError extends FaultError {
  override name = 'LoginError';

  /**
   * @param target who was refused where: `root at https://esx1`
   * @param means what that may come from
   */
  constructor(
    target: string,
    fault: FaultFacts,
    means = 'a wrong user or password, or a locked account',
  ) {
    super('Login', target, fault, 'LOGIN_FAILED');
    this.message = `the login of ${target} was refused (${describeFault(fault)}): ${means}; it is not tried again`;
  }
}

/** The time that a SAML token gives itself is over, by the clock of this machine. It was not sent. */
export class TokenEndedError extends VsphereError {
  override name = 'TokenEndedError';
  readonly endedAt: Date;

  constructor(subject: string | undefined, endedAt: Date) {
    const whose = subject === undefined ? 'the token' : `the token of ${subject}`;
    super(
      'TOKEN_ENDED',
      `${whose} ended at ${endedAt.toISOString()}, and is not sent: get a new one`,
    );
    this.endedAt = endedAt;
  }
}

/** The server ended the session, and the next one too (an administrator, or a limit), or there was no way to make a next one. */
export class SessionLostError extends VsphereError {
  override name = 'SessionLostError';

  constructor(
    endpoint: string,
    options: ErrorOptions,
    reason = 'ends one session after the other',
  ) {
    super('SESSION_LOST', `${endpoint} ${reason}`, options);
  }
}

/** A task that the server took on ended in an error. */
export class TaskError extends VsphereError {
  override name = 'TaskError';
  readonly task: string;
  readonly fault: FaultFacts;

  constructor(task: string, description: string, fault: FaultFacts) {
    super('TASK_FAILED', `${description} (${task}): ${describeFault(fault)}`);
    this.task = task;
    this.fault = fault;
  }
}

/** A task was taken on, and how it ended could not be learnt. It may have taken effect: read the object. */
export class TaskUnknownError extends VsphereError {
  override name = 'TaskUnknownError';
  readonly task: string;

  constructor(task: string, description: string, options: ErrorOptions) {
    const reason = options.cause instanceof Error ? `: ${options.cause.message}` : '';
    super('TASK_UNKNOWN', `how ${description} (${task}) ended is not known${reason}`, options);
    this.task = task;
  }
}

/** A task was still queued or running when its deadline passed. It may still take effect. */
export class TaskDeadlineError extends VsphereError {
  override name = 'TaskDeadlineError';
  readonly task: string;

  constructor(task: string, seconds: number) {
    super(
      'TASK_DEADLINE_PASSED',
      `${task} was not over after ${seconds} s; it may still take effect`,
    );
    this.task = task;
  }
}

/** An object that was seen before: it was deleted, unregistered, or put where this user sees nothing. */
export class GoneError extends VsphereError {
  override name = 'GoneError';

  constructor(what: string) {
    super('GONE', `${what} is no longer there`);
  }
}

function quote(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

/** How a search that found nothing is told. */
export interface Missed {
  /** What nothing does: `is named`. Default `matches`. */
  readonly verb?: string;
  /** What there is and may have been meant. Default none. */
  readonly near?: readonly string[];
  /** Further selectors that nothing matched. Default none. */
  readonly others?: readonly string[];
}

/** A selector matched nothing. */
export class NotFoundError extends VsphereError {
  override name = 'NotFoundError';
  /** The first that matched nothing. */
  readonly selector: string;
  /** All of them. */
  readonly selectors: readonly string[];
  readonly near: readonly string[];

  /** @param remedy a sentence, told where there is nothing near */
  constructor(
    kind: string,
    selector: string,
    remedy: string,
    { verb = 'matches', near = [], others = [] }: Missed = {},
  ) {
    const rest = near.length === 0 ? `. ${remedy}` : `; near: ${quote(near)}.`;
    const more = others.length === 0 ? '' : ` Nothing matches ${quote(others)} either.`;
    super('NOT_FOUND', `no ${kind} ${verb} '${selector}'${rest}${more}`);
    this.selector = selector;
    this.selectors = [selector, ...others];
    this.near = near;
  }
}

/** A selector without a wildcard matched several objects. */
export class AmbiguousError extends VsphereError {
  override name = 'AmbiguousError';
  readonly selector: string;
  readonly matches: readonly string[];

  constructor(
    kind: string,
    selector: string,
    matches: readonly string[],
    remedy = 'Give the whole path, or the reference as in VirtualMachine:vm-42.',
  ) {
    super(
      'AMBIGUOUS',
      `'${selector}' is the name of ${matches.length} ${kind}s: ${matches.join(', ')}. ${remedy}`,
    );
    this.selector = selector;
    this.matches = matches;
  }
}

const exchangeErrors = [ConnectionError, DeadlineError, AbortedError, ProtocolError];

/** True where a write was sent and no answer tells whether it was done. */
export function answerWasLost(error: unknown): error is ExchangeError {
  return (
    exchangeErrors.some((type) => error instanceof type) && (error as ExchangeError).requestSent
  );
}

/** The vim25 fault inside an error, if it carries one. */
export function faultOf(error: unknown): FaultFacts | undefined {
  return error instanceof FaultError || error instanceof TaskError ? error.fault : undefined;
}
