import { cut } from './cut.ts';
import { VsphereError } from './vsphere-error.ts';

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
  const ids = [detail['privilegeId'], ...missingPrivileges(detail['missingPrivileges'])];
  const privileges = [...new Set(ids.filter((id) => typeof id === 'string' && id !== ''))];
  const named = privileges.length === 0 ? type : `${type} (${privileges.join(', ')})`;
  return message === '' ? cut(named) : `${cut(named)}: ${cut(message)}`;
}

/** A fault is read as it comes, whatever a server has put into its fields. */
function missingPrivileges(list: unknown): readonly unknown[] {
  return items(list).flatMap((one) =>
    items((one as { readonly privilegeIds?: unknown } | undefined)?.privilegeIds),
  );
}

function items(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
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

/** The vim25 fault inside an error, if it carries one. */
export function faultOf(error: unknown): FaultFacts | undefined {
  return error instanceof FaultError || error instanceof TaskError ? error.fault : undefined;
}
