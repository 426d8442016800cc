import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { VsphereError } from '../../errors.ts';
import { makeOutputFolder } from '../../soap/output-folder.ts';
import { Secrets } from '../../soap/scrub.ts';
import {
  type ConnectionOptions,
  type ConnectOptions,
  connect,
  type Session,
} from '../../vsphere/index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import { clientCertificate } from '../connection/client-certificate.ts';
import { type Embedded, isEmbeddedUrl, startEmbeddedUrl } from '../connection/embedded.ts';
import { yesFromEnv } from '../connection/layer.ts';
import type { LoginSecrets } from '../connection/login-secrets.ts';
import { observers } from '../connection/observe.ts';
import { findProxy, readProxy } from '../connection/proxy.ts';
import type { SavedSession, SavedSessions, SessionOwner } from '../connection/saved-sessions.ts';
import { type Known, readKnown, resolveTrust } from '../connection/trust.ts';
import type { Context } from '../context.ts';
import type { Io } from '../io.ts';
import { printNote, printWarning, type Quietable } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';
import type { Endpoint } from './choose.ts';
import { entrantOf, ownerOf, teaching } from './credentials.ts';
import { LoginGate } from './login-gate.ts';

/** An endpoint that is logged in to. */
export interface Connected {
  readonly endpoint: Endpoint;
  readonly session: Session;
  /** Logs out, or leaves the session for the next run; then it stops what was started for it. */
  readonly leave: () => Promise<void>;
}

/** Logs in to endpoints, with what they share: secrets that are fetched once, known hosts, refused users, saved sessions. */
export class Connector {
  readonly #args: ConnectionArgs;
  readonly #areSeveral: boolean;
  readonly #io: Io;
  readonly #secrets: LoginSecrets;
  readonly #known: Known;
  readonly #gate = new LoginGate();
  /** One for all servers of a command, so that one search finds its requests in all logs. */
  readonly #operationId = `vhv-${randomBytes(4).toString('hex')}`;
  readonly #saved: SavedSessions | undefined;

  private constructor(
    args: ConnectionArgs,
    { io, logins }: Pick<Context, 'io' | 'logins'>,
    known: Known,
    saved: SavedSessions | undefined,
    areSeveral: boolean,
  ) {
    this.#args = args;
    this.#areSeveral = areSeveral;
    this.#io = io;
    this.#secrets = logins;
    this.#known = known;
    this.#saved = saved;
  }

  /** @param areSeveral whether the run is about more than one endpoint */
  static async create(
    args: ConnectionArgs & Quietable,
    context: Pick<Context, 'io' | 'logins'>,
    areSeveral = false,
  ): Promise<Connector> {
    const { io } = context;
    const unused = clientCertificate(io);
    if (unused.length > 0) {
      const remedy = 'vhv logs in with a user and a password, a token or a clone ticket';
      printNote(io, args, `not used: ${unused.join(', ')} (a client certificate): ${remedy}`);
    }
    const isReused = args['session-reuse'] ?? yesFromEnv(io, 'VHV_SESSION_REUSE') !== undefined;
    const known = await readKnown(args, io);
    const saved = isReused ? await openSavedSessions(io) : undefined;
    return new Connector(args, context, known, saved, areSeveral);
  }

  /**
   * Reads what it takes to log in: files, commands, a question to a person. Nothing is sent. Where a session was left by an earlier run,
   * the password is fetched only if that is over.
   *
   * @throws UsageError, InterruptedError
   */
  async prepare(endpoint: Endpoint, where = endpoint.name): Promise<ConnectOptions> {
    const { username, credential } = endpoint;
    if (credential !== undefined && credential.is !== 'password') {
      const to = await this.#way(endpoint);
      const secret = await this.#secrets.read(credential);
      const made = credential.is === 'token' ? { token: secret } : { cloneTicket: secret };
      return { ...to, ...made };
    }
    if (username === undefined || username.value === '') {
      throw new UsageError(`which user at ${endpoint.name}? Give --username or set VHV_USERNAME`);
    }
    const to = await this.#way(endpoint);
    const get = (): Promise<string> => this.#secrets.password(credential, username.value, where);
    const saved = await this.#saved?.find({ endpoint: to.url, username: username.value });
    // Where a session was left, nobody is asked unless it is over.
    const password = saved === undefined ? await get() : get;
    return { ...to, username: username.value, password };
  }

  /** Logs out of a session that another run has left. False where it was over. */
  async end(endpoint: Endpoint, { username, cookie }: SavedSession): Promise<boolean> {
    const over = new VsphereError('SESSION_OVER', `the session at ${endpoint.name} was over`);
    try {
      const session = await this.#connect(endpoint, {
        ...(await this.#way(endpoint)),
        username,
        password: '',
        cookie,
        beforeLogin: () => Promise.reject(over),
      });
      await session.logout();
      return true;
    } catch (error) {
      if (error === over) {
        return false;
      }
      throw error;
    }
  }

  /** How to get to the server, and how to know it. */
  async #way(endpoint: Endpoint): Promise<ConnectionOptions> {
    const { url, host, port, tlsMin, concurrency } = endpoint;
    const choice = { chosen: endpoint.trust, peers: endpoint.peersTrust, host, port };
    const trust = await resolveTrust(choice, this.#known);
    this.#warn(endpoint, trust.kind === 'insecure');
    return {
      url: url.value,
      trust,
      tlsMin: tlsMin?.value,
      proxy: readProxy(findProxy(this.#io, host, port)),
      ...(concurrency === undefined ? {} : { maxSockets: concurrency.value }),
    };
  }

  /** @throws what `connect` throws, LoginNotTriedError */
  async open(endpoint: Endpoint, prepared?: ConnectOptions): Promise<Connected> {
    if (isEmbeddedUrl(endpoint.url.value)) {
      return await this.#openEmbedded(endpoint, await startEmbeddedUrl(endpoint.url.value));
    }
    const options = prepared ?? (await this.prepare(endpoint));
    const username = this.#saved === undefined ? undefined : ownerOf(options);
    const owner = username === undefined ? undefined : { endpoint: options.url, username };
    const tried = owner && (await this.#saved?.find(owner))?.cookie;
    const hooks = this.#gate.hooksFor(endpoint.name, entrantOf(options));
    const session = await this.#connect(endpoint, { ...options, ...hooks, cookie: tried });
    return { endpoint, session, leave: await this.#leaveOf(session, owner, tried) };
  }

  /**
   * How the session is to be left. One that is kept for the next run is written down at once: a run that ends badly leaves none
   * that nobody knows of.
   */
  async #leaveOf(
    session: Session,
    owner: SessionOwner | undefined,
    tried: string | undefined,
  ): Promise<() => Promise<void>> {
    const saved = this.#saved;
    if (saved === undefined || owner === undefined) {
      return () => session.logout();
    }
    const since = new Date().toISOString();
    let kept = tried;
    const keep = async (): Promise<boolean> => {
      const cookie = session.client.cookie.value;
      if (cookie === undefined || cookie === kept) {
        return cookie !== undefined;
      }
      const isKept = await saved.keep({ ...owner, since, cookie }, kept);
      kept = isKept ? cookie : kept;
      return isKept;
    };
    try {
      await keep();
    } catch (error) {
      await session.logout().catch(() => undefined);
      throw error;
    }
    return async () => {
      const isKept = await keep().catch(() => false);
      await (isKept ? session.leave() : session.logout());
    };
  }

  async #openEmbedded(endpoint: Endpoint, embedded: Embedded): Promise<Connected> {
    try {
      const session = await this.#connect(endpoint, embedded.connectOptions);
      const leave = async (): Promise<void> => {
        await session.logout();
        await embedded[Symbol.asyncDispose]();
      };
      return { endpoint, session, leave };
    } catch (error) {
      await embedded[Symbol.asyncDispose]();
      throw error;
    }
  }

  #connect(endpoint: Endpoint, options: ConnectOptions): Promise<Session> {
    const secrets = new Secrets();
    return connect({
      ...teaching(options, secrets),
      ...observers(this.#argsOf(endpoint), this.#io, secrets),
      signal: this.#io.stop,
      operationId: this.#operationId,
    });
  }

  /** Of several servers each is recorded in a folder of its own, below the one that is named. */
  #argsOf({ name }: Endpoint): ConnectionArgs {
    const { record } = this.#args;
    if (!this.#areSeveral || record === undefined) {
      return this.#args;
    }
    makeOutputFolder(record);
    return { ...this.#args, record: join(record, name.replaceAll(/[^\w.-]/g, '_')) };
  }

  #warn({ name, tlsMin, credential }: Endpoint, isInsecure: boolean): void {
    const secret = credential?.is ?? 'password';
    if (isInsecure) {
      printWarning(
        this.#io,
        `the certificate of ${name} is not checked: whoever answers gets the ${secret} (--insecure)`,
      );
    }
    if (tlsMin !== undefined && tlsMin.value < '1.2') {
      printWarning(
        this.#io,
        `${name} may speak TLS ${tlsMin.value} (${tlsMin.from}): who listens in between can read the ${secret}`,
      );
    }
  }
}

/** Loaded only where it is wanted: what checks the file takes long to load, and most runs leave no session. */
export async function openSavedSessions(io: Io): Promise<SavedSessions> {
  const module = await import('../connection/saved-sessions.ts');
  return new module.SavedSessions(io);
}
