import { ExchangeError, FaultError, faultOf, VsphereError } from '../errors.ts';
import type { CallOptions, SoapClient, Trust } from '../soap/index.ts';
import type { AboutInfo, MoRef, Operations, ServiceContent, UserSession } from '../vim25/index.ts';

/** One login on one server. Always end it: servers have few sessions to give, and an exhausted limit blocks everyone. */
export class Session implements AsyncDisposable {
  readonly client: SoapClient;
  readonly content: ServiceContent;
  /** How the server had to prove who it is. */
  readonly trust: Trust;
  readonly #logIn: (() => Promise<UserSession>) | undefined;
  #user: UserSession;
  #open: boolean = true;
  #generation = 0;
  #renewal: Promise<void> | undefined;
  #refusal: VsphereError | undefined;

  /** @param logInAgain what to do where the server has ended the session; without it, that is an error */
  constructor(
    client: SoapClient,
    content: ServiceContent,
    user: UserSession,
    logInAgain?: () => Promise<UserSession>,
    trust: Trust = { kind: 'authority' },
  ) {
    this.client = client;
    this.content = content;
    this.#user = user;
    this.#logIn = logInAgain;
    this.trust = trust;
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

  /** A vCenter, as opposed to an ESXi host on its own. */
  get isVCenter(): boolean {
    return this.about.apiType === 'VirtualCenter';
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
    const generation = this.#generation;
    try {
      return await work();
    } catch (error) {
      if (faultOf(error)?.type !== 'NotAuthenticated' || this.#logIn === undefined || !this.#open) {
        throw error;
      }
      await this.#renew(generation, this.#logIn);
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
      if (error instanceof ExchangeError) {
        this.#renewal = undefined;
      } else {
        this.#refusal = error as VsphereError;
      }
      throw error;
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

  /** Closes the connections and leaves the login as it is: the cookie that resumes it. Nobody will end it but who resumes it. Secret. */
  leave(): string | undefined {
    this.#open = false;
    this.client.transport.close();
    return this.client.cookie.value;
  }

  /** Logs out and closes the connections. A session that is gone already is no error; called twice, it does nothing. */
  async logout(): Promise<void> {
    if (!this.#open) {
      return;
    }
    this.#open = false;
    try {
      const options = { deadlineMs: 10_000 };
      await this.client.call('Logout', this.manager('sessionManager'), {}, options);
    } catch (error) {
      if (!(error instanceof FaultError && error.fault.type === 'NotAuthenticated')) {
        throw error;
      }
    } finally {
      this.client.transport.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.logout();
  }
}
