import {
  ExchangeError,
  FaultError,
  faultOf,
  InvalidValueError,
  VsphereError,
} from '../errors.ts';
import {
  type CallOptions,
  type HttpProxy,
  HttpsTransport,
  Secrets,
  SoapClient,
  type TlsVersion,
  type Transport,
  type Trust,
} from '../soap/index.ts';
import {
  type AboutInfo,
  type MoRef,
  type Operations,
  type ServiceContent,
  serviceInstance,
  type UserSession,
} from '../vim25/index.ts';
import { type Address, parseAddress } from './address.ts';
import { requireSensible } from './limits.ts';
import { logIn } from './log-in.ts';
import { negotiateVersion } from './negotiate-version.ts';
import { resume } from './resume.ts';

export interface ConnectOptions {
  /** `vc.example.com`, `https://vc.example.com:8443/sdk`. Credentials in it are refused. */
  readonly url: string;
  readonly username: string;
  /** A function is asked where there is a login, and not where `cookie` will do: for who would have to ask a person. */
  readonly password: string | (() => Promise<string>);
  /** Default: the authorities that Node knows. */
  readonly trust?: Trust;
  /** The oldest TLS that is spoken. Default 1.2; hosts before 6.0 need 1.0. */
  readonly tlsMin?: TlsVersion | undefined;
  /** Default: none. The server's certificate is checked through it all the same. */
  readonly proxy?: HttpProxy | undefined;
  /** Milliseconds to connect in. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds for one request. Default 60,000. */
  readonly deadlineMs?: number;
  /** Requests at once. Default 32. */
  readonly maxSockets?: number;
  /** Bytes that one answer may have. Default 128 MiB. */
  readonly maxBytes?: number;
  /** Default `vhv`. */
  readonly userAgent?: string;
  /** Puts something around the transport: a trace, a recorder. */
  readonly wrap?: (transport: Transport) => Transport;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called when the server has said what it is, and before the password is sent. It may wait, and end the login by throwing:
   * who logs in to many servers keeps one wrong password from being tried at all of them.
   */
  readonly beforeLogin?: ((about: AboutInfo) => Promise<void>) | undefined;
  /** Called when a login is refused, also one that was to renew the session: who logs in elsewhere as the same user learns of it. */
  readonly onRefused?: (() => void) | undefined;
  /** The cookie of a session that `leave` has left. Where it is over, there is a login. Secret. */
  readonly cookie?: string | undefined;
}

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

/**
 * Logs in. The API version is the highest that both sides know.
 *
 * @throws LoginError for a wrong user or password (never try again by yourself: accounts lock after five), CertificateError,
 * ConnectionError, DeadlineError, ProtocolError, InvalidValueError for the url.
 */
export async function connect(options: ConnectOptions): Promise<Session> {
  const address = parseAddress(options.url);
  if (address.username !== undefined || address.password !== undefined) {
    throw new InvalidValueError(
      'url',
      'must not hold credentials: give username and password by themselves',
    );
  }
  requireSensible(options);
  const transport = openTransport(address, options);
  try {
    const secrets = new Secrets();
    const passwordOf = async (): Promise<string> => {
      const { password } = options;
      const text = typeof password === 'string' ? password : await password();
      secrets.addPassword(text);
      return text;
    };
    secrets.addSession(options.cookie ?? '');
    const client = await SoapClient.create(transport, {
      secrets,
      deadlineMs: options.deadlineMs ?? 60_000,
      userAgent: options.userAgent ?? 'vhv',
    });
    const call = { signal: options.signal };
    client.version = await negotiateVersion(client, call);
    const content = await client.call('RetrieveServiceContent', serviceInstance, {}, call);
    const logInOnce = async (signal?: AbortSignal): Promise<UserSession> => {
      const password = await passwordOf();
      const user = await logIn(client, content, { ...options, signal, password });
      secrets.addSession(user.key);
      return user;
    };
    const user =
      (await resume(client, content, options.cookie, call)) ?? (await logInOnce(options.signal));
    secrets.addSession(user.key);
    return new Session(client, content, user, logInOnce, options.trust);
  } catch (error) {
    transport.close();
    throw error;
  }
}

function openTransport(address: Address, options: ConnectOptions): Transport {
  const transport = new HttpsTransport({
    host: address.host,
    port: address.port,
    trust: options.trust ?? { kind: 'authority' },
    tlsMin: options.tlsMin,
    proxy: options.proxy,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    maxSockets: options.maxSockets ?? 32,
    maxBytes: options.maxBytes ?? 128 * 1024 * 1024,
  });
  return options.wrap === undefined ? transport : options.wrap(transport);
}
