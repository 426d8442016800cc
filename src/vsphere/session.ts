import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConnectionError,
  ExchangeError,
  FaultError,
  faultOf,
  InvalidValueError,
  SessionLostError,
  VsphereError,
} from '../errors.ts';
import type { CallOptions, SoapClient, Transport, Trust } from '../soap/index.ts';
import type { AboutInfo, MoRef, Operations, ServiceContent, UserSession } from '../vim25/index.ts';
import type { Address } from './connect/address.ts';

/** How long a renewal that is under way is waited for when the session is to end, and the end for an answer. */
const patienceMs = 10_000;

/** How a session was made, for what it needs again later. */
export interface SessionOrigin {
  /** What to do where the server has ended the session. Default: that is an error. */
  readonly logInAgain?: () => Promise<UserSession>;
  /** How the server had to prove who it is. Default: by an authority. */
  readonly trust?: Trust | undefined;
  /** Opens a way to another machine, in all but its trust as to the server itself. Default: there is none. */
  readonly openOther?: (address: Address, trust: Trust) => Transport;
}

/** One login on one server. Always end it: servers have few sessions to give, and an exhausted limit blocks everyone. */
export class Session implements AsyncDisposable {
  readonly client: SoapClient;
  readonly content: ServiceContent;
  /** How the server had to prove who it is. */
  readonly trust: Trust;
  readonly #origin: SessionOrigin;
  #user: UserSession;
  #open: boolean = true;
  #generation = 0;
  #renewal: Promise<void> | undefined;
  #refusal: VsphereError | undefined;

  constructor(
    client: SoapClient,
    content: ServiceContent,
    user: UserSession,
    origin: SessionOrigin = {},
  ) {
    this.client = client;
    this.content = content;
    this.#user = user;
    this.#origin = origin;
    this.trust = origin.trust ?? { kind: 'authority' };
  }

  /** Who is logged in. Its key is a secret: whoever has it can use the session. */
  get user(): UserSession {
    return this.#user;
  }

  /** How often the session was renewed: what a server keeps for a session (views, filters) is gone when this has changed. */
  get generation(): number {
    return this.#generation;
  }

  /** Why it could not be renewed, where that was refused: it is over for good, and no login is tried any more. */
  get refusal(): VsphereError | undefined {
    return this.#refusal;
  }

  get about(): AboutInfo {
    return this.content.about;
  }

  /** `https://vc.example.com`, as errors and rows name it. */
  get endpoint(): string {
    return this.client.transport.endpoint;
  }

  /** What names this session's requests in the server's logs. */
  get operationId(): string {
    return this.client.operationId;
  }

  /** A vCenter, as opposed to an ESXi host on its own. */
  get isVCenter(): boolean {
    return this.about.apiType === 'VirtualCenter';
  }

  /**
   * Opens a way to a machine that the server names, such as the ESXi that has a file: the same proxy, the same oldest TLS, and the same
   * looker-on. Close it.
   *
   * @throws VsphereError (UNSUPPORTED) where the session was not made by `connect`
   */
  openOther(address: Address, trust: Trust): Transport {
    const { openOther } = this.#origin;
    if (openOther === undefined) {
      throw new VsphereError(
        'UNSUPPORTED',
        `no other machine can be reached through ${this.endpoint}`,
      );
    }
    return openOther(address, trust);
  }

  /**
   * Calls one method on one object. Where the server has ended the session it is renewed and the method called once more: a server that
   * says NotAuthenticated has done nothing.
   *
   * @throws what SoapClient.call throws
   */
  call<Name extends keyof Operations>(
    operation: Name,
    self: MoRef,
    parameters: Operations[Name]['parameters'],
    options?: CallOptions,
  ): Promise<Operations[Name]['returnval']> {
    return this.renewing(() => this.client.call(operation, self, parameters, options));
  }

  /**
   * Does what needs a session. Where that has ended (it idled, or the server was restarted) it logs in again, once for all who wait, and
   * does it again; so it must be something that was refused as a whole.
   */
  async renewing<Result>(work: () => Promise<Result>): Promise<Result> {
    this.requireOpen();
    const generation = this.#generation;
    try {
      return await work();
    } catch (error) {
      if (
        faultOf(error)?.type !== 'NotAuthenticated' ||
        this.#origin.logInAgain === undefined ||
        !this.#open
      ) {
        throw error;
      }
      await this.#renew(generation, this.#origin.logInAgain);
      return work();
    }
  }

  /** A renewal that failed is not tried again: a password that is wrong by now would lock the account. */
  async #renew(generation: number, logIn: () => Promise<UserSession>): Promise<void> {
    if (generation === this.#generation) {
      this.#renewal ??= this.#logInAgain(logIn);
      await this.#renewal;
    }
  }

  async #logInAgain(logIn: () => Promise<UserSession>): Promise<void> {
    try {
      this.#user = await logIn();
      this.#generation += 1;
      this.#renewal = undefined;
    } catch (error) {
      if (isFinal(error)) {
        this.#refusal = error;
        throw error;
      }
      this.#renewal = undefined;
      if (error instanceof ExchangeError) {
        throw error;
      }
      const { endpoint } = this;
      const message = `no login at ${endpoint}: what gives the password or the token has failed, and its error is the cause`;
      throw new ConnectionError(message, { endpoint, requestSent: false, cause: error });
    }
  }

  /**
   * One of the managers of ServiceContent.
   *
   * @throws VsphereError (UNSUPPORTED) where this kind or version of server has none.
   */
  manager(name: keyof ServiceContent): MoRef {
    const moRef = this.content[name] as MoRef | undefined;
    if (moRef === undefined) {
      throw new VsphereError(
        'UNSUPPORTED',
        `${this.endpoint} (${this.about.fullName}) has no ${name}`,
      );
    }
    return moRef;
  }

  /**
   * Closes the connections without logging out.
   *
   * @returns the cookie to resume the session with, a secret: whoever resumes it must end it
   */
  async leave(): Promise<string | undefined> {
    this.#open = false;
    await this.#renewalIsOver();
    this.client.transport.close();
    return this.client.cookie.value;
  }

  /** @throws SessionLostError after `logout` and `leave`: nothing was sent */
  requireOpen(): void {
    if (!this.#open) {
      const reason = 'has no session any more: it was logged out. Fix: connect again';
      throw new SessionLostError(this.endpoint, {}, reason);
    }
  }

  /** Logs out and closes the connections. A session that is gone already is no error; called twice, it does nothing. */
  async logout(): Promise<void> {
    if (!this.#open) {
      return;
    }
    this.#open = false;
    await this.#renewalIsOver();
    try {
      const options = { deadlineMs: patienceMs };
      await this.client.call('Logout', this.manager('sessionManager'), {}, options);
    } catch (error) {
      if (!(error instanceof FaultError && error.fault.type === 'NotAuthenticated')) {
        throw error;
      }
    } finally {
      this.client.transport.close();
    }
  }

  /** A login that is under way makes a session whoever waits for it, and only its answer says which to end. */
  async #renewalIsOver(): Promise<void> {
    const over = new AbortController();
    const patience = sleep(patienceMs, undefined, { signal: over.signal });
    await Promise.race([this.#renewal, patience]).catch(() => undefined);
    patience.catch(() => undefined);
    over.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.logout();
  }
}

/** Whether a login failed for good: the server refused it. One that got no answer, or no password from the caller's function, may do later. */
function isFinal(error: unknown): error is VsphereError {
  return (
    error instanceof VsphereError &&
    !(error instanceof ExchangeError || error instanceof InvalidValueError)
  );
}
