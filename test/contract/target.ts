import { FaultError, faultOf } from '../../src/errors.ts';
import type { MoRef } from '../../src/vim25/index.ts';
import {
  type ConnectOptions,
  connect,
  retrieveBelow,
  type Session,
} from '../../src/vsphere/index.ts';
import type { differences } from './differences.ts';

/** What a suite may ask of a server that is started for it. */
export interface StartOptions {
  /** At least so many VMs. @default 2 */
  readonly vms?: number;
  /** All of them. @default poweredOff */
  readonly power?: 'poweredOff' | 'poweredOn';
  /** Whether the VMs can have nested virtualization at all. @default true */
  readonly nestedHVSupported?: boolean;
}

/** A server that runs until the test is over. */
export interface Running extends AsyncDisposable {
  readonly login: ConnectOptions & { readonly password: string };
  /** How many are logged in now. */
  sessionCount(): Promise<number>;
  /** Ends every session, as a server does with those that were idle for too long. */
  expireSessions(): Promise<void>;
}

/** A kind of server that the contract is held against. */
export interface Target {
  readonly name: string;
  readonly isVCenter: boolean;
  /** Whether the differences of the table are to be found here. */
  readonly isVcsim: boolean;
  start(options?: StartOptions): Promise<Running>;
}

/** A server that somebody has for real: the suite only reads there, and never tries a wrong password. */
export interface ReadOnlyTarget extends Omit<Target, 'start'> {
  start(): Promise<Pick<Running, 'login'> & AsyncDisposable>;
}

/** What a target is expected to answer where vcsim is known, by a name of the table, not to answer as real servers do. */
export function answer<Answer>(
  target: Pick<Target, 'isVcsim'>,
  _difference: keyof typeof differences,
  { real, vcsim }: { readonly real: Answer; readonly vcsim: Answer },
): Answer {
  return target.isVcsim ? vcsim : real;
}

export interface LoggedIn extends AsyncDisposable {
  readonly running: Running;
  readonly session: Session;
}

/** Starts a server and logs in; both end with the test. */
export async function logIn(target: Target, options: StartOptions = {}): Promise<LoggedIn> {
  const running = await target.start(options);
  const session = await connect(running.login);
  return {
    running,
    session,
    async [Symbol.asyncDispose]() {
      await session.logout();
      await running[Symbol.asyncDispose]();
    },
  };
}

/** The type of the fault that something ends with; `accepted` where it does not. Other errors are thrown on. */
export async function fateOf(doing: Promise<unknown>): Promise<string> {
  try {
    await doing;
    return 'accepted';
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) {
      throw error;
    }
    return fault.type;
  }
}

/** The fault that a call is refused with. */
export async function refusalOf(doing: Promise<unknown>): Promise<FaultError['fault']> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof FaultError) {
      return error.fault;
    }
    throw error;
  }
  throw new Error('was not refused');
}

/** The first object of a type, in the order of the server. */
export async function first(session: Session, type: string): Promise<MoRef> {
  const propSet = [{ type, pathSet: ['name'] }];
  for await (const { obj } of retrieveBelow(session, session.content.rootFolder, propSet)) {
    return obj;
  }
  throw new Error(`there is no ${type}`);
}
