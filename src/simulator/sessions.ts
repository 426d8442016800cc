import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { formatMoRef, type MoRef } from '../vim25/moref.ts';
import { type Clock, serverTime } from './clock.ts';
import { ManagedEntity } from './model/managed-entity.ts';
import type { ManagedObject, Viewer } from './model/managed-object.ts';
import type { Roles } from './model/roles.ts';
import { invalidLogin } from './refusal.ts';
import type { Permission, UserSession } from './types.ts';
import { nearestGrant, type User } from './users.ts';

/** What a login brings with it beside name and password. */
export interface Caller {
  readonly ipAddress: string;
  readonly userAgent: string;
}

/** One login, with the objects that live and die with it: views, collectors, filters. */
export class Session implements Viewer {
  readonly key = randomUUID();
  /** Forty hex digits, as the recordings' servers give. */
  readonly cookie = randomBytes(20).toString('hex');
  readonly user: User;
  readonly #caller: Caller;
  readonly #roles: Roles;
  readonly #loginTime: Date;
  readonly #objects = new Map<string, ManagedObject>();
  readonly #end = new AbortController();
  lastActive: Date;
  callCount = 0n;

  constructor(user: User, caller: Caller, roles: Roles, now: Date) {
    this.user = user;
    this.#roles = roles;
    this.#caller = caller;
    this.#loginTime = now;
    this.lastActive = now;
  }

  /** Fires when the session is over. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  get userSession(): UserSession {
    return {
      key: this.key,
      userName: this.user.name,
      // Where the directory knows no name a server sends one space (docs/facts.md#session-full-name).
      fullName: ' ',
      loginTime: serverTime(this.#loginTime),
      lastActiveTime: serverTime(this.lastActive),
      locale: 'en',
      messageLocale: 'en',
      extensionSession: false,
      ipAddress: this.#caller.ipAddress,
      userAgent: this.#caller.userAgent,
      callCount: this.callCount,
    };
  }

  effectiveRole(object: ManagedObject): readonly number[] {
    return object instanceof ManagedEntity
      ? [this.#roles.idOf(nearestGrant(this.user, object)?.privileges)]
      : [];
  }

  /** A reference for an object of this session: `session[<key>]<uuid>` (docs/facts.md#session-references). */
  newRef(type: string): MoRef {
    return { type, value: `session[${this.key}]${randomUUID()}` };
  }

  add<T extends ManagedObject>(object: T): T {
    this.#objects.set(formatMoRef(object.moRef), object);
    return object;
  }

  find(moRef: MoRef): ManagedObject | undefined {
    return this.#objects.get(formatMoRef(moRef));
  }

  remove(object: ManagedObject): void {
    object.destroyed = true;
    this.#objects.delete(formatMoRef(object.moRef));
  }

  objects(): readonly ManagedObject[] {
    return [...this.#objects.values()];
  }

  end(): void {
    this.#end.abort();
    this.#objects.clear();
  }
}

export interface SessionLimits {
  /** 120 minutes on vCenter, 30 on ESXi (docs/facts.md#session-limits). */
  readonly idleMs: number;
  /** How many there may be at once: 3,000 on a vCenter of 8, 500 on ESXi (docs/facts.md#session-limits). */
  readonly most: number;
  /** Security.AccountLockFailures */
  readonly lockAfter: number;
  /** Security.AccountUnlockTime */
  readonly lockMs: number;
}

interface Failures {
  count: number;
  latest: number;
}

/** Who is logged in. A name that failed too often is locked for a while, and trying during the lock makes it longer. */
export class Sessions {
  readonly #users: ReadonlyMap<string, User>;
  readonly #roles: Roles;
  readonly #limits: SessionLimits;
  readonly #clock: Clock;
  readonly #byCookie = new Map<string, Session>();
  readonly #failures = new Map<string, Failures>();
  /** The sessions that clone tickets stand for. */
  readonly #cloneTickets = new Map<string, Session>();

  constructor(users: readonly User[], roles: Roles, limits: SessionLimits, clock: Clock) {
    this.#roles = roles;
    for (const { privileges } of users.flatMap(({ grants }) => grants)) {
      roles.idOf(privileges);
    }
    this.#users = new Map(users.map((user) => [user.name, user]));
    this.#limits = limits;
    this.#clock = clock;
  }

  get count(): number {
    return this.all().length;
  }

  all(): readonly Session[] {
    return [...this.#byCookie.values()].filter((session) => this.#isAlive(session));
  }

  user(name: string): User | undefined {
    return this.#users.get(name);
  }

  /** Every place that somebody has been granted something at. */
  grantPaths(): readonly string[] {
    const grants = [...this.#users.values()].flatMap((user) => user.grants);
    return [...new Set(grants.map(({ path }) => path))];
  }

  /** What has been granted at one place, to whom. */
  permissions(place: string, entity: MoRef): readonly Permission[] {
    return [...this.#users.values()].flatMap(({ name, grants }) =>
      grants
        .filter(({ path }) => path === place)
        .map(({ privileges }) => ({
          entity,
          principal: name,
          group: false,
          roleId: this.#roles.idOf(privileges),
          propagate: true,
        })),
    );
  }

  /** Whether nobody else can log in. */
  get isFull(): boolean {
    return this.count >= this.#limits.most;
  }

  /** @throws Refusal InvalidLogin, the same for a wrong name, a wrong password and a locked account */
  login(name: string, password: string, caller: Caller): Session {
    const now = this.#clock();
    const user = this.#users.get(name);
    const matches = user !== undefined && samePassword(user.password, password);
    if (!matches || this.#isLocked(name, now)) {
      const count = (this.#failures.get(name)?.count ?? 0) + 1;
      this.#failures.set(name, { count, latest: now.getTime() });
      throw invalidLogin();
    }
    this.#failures.delete(name);
    return this.#open(user, caller);
  }

  /** @throws Refusal InvalidLogin where there is no such user: the token was not good */
  loginAs(name: string | undefined, caller: Caller): Session {
    const user = this.#users.get(name ?? '');
    if (user === undefined) {
      throw invalidLogin();
    }
    return this.#open(user, caller);
  }

  cloneTicketOf(session: Session): string {
    const ticket = `cst-VCT-${randomUUID()}`;
    this.#cloneTickets.set(ticket, session);
    return ticket;
  }

  /** Another session of the same user. @throws Refusal InvalidLogin where the ticket was used, or its session is over */
  clone(ticket: string, caller: Caller): Session {
    const session = this.#cloneTickets.get(ticket);
    this.#cloneTickets.delete(ticket);
    if (session === undefined || !this.#isAlive(session)) {
      throw invalidLogin();
    }
    return this.#open(session.user, caller);
  }

  #open(user: User, caller: Caller): Session {
    const session = new Session(user, caller, this.#roles, this.#clock());
    this.#byCookie.set(session.cookie, session);
    return session;
  }

  /** The session of a request, which it keeps alive; undefined where there is none or it was idle for too long. */
  resume(cookie: string | undefined): Session | undefined {
    const session = cookie === undefined ? undefined : this.#byCookie.get(cookie);
    if (session === undefined || !this.#isAlive(session)) {
      return undefined;
    }
    session.lastActive = this.#clock();
    session.callCount += 1n;
    return session;
  }

  end(session: Session): void {
    this.#byCookie.delete(session.cookie);
    for (const [ticket, from] of this.#cloneTickets) {
      if (from === session) {
        this.#cloneTickets.delete(ticket);
      }
    }
    session.end();
  }

  endAll(): void {
    for (const session of [...this.#byCookie.values()]) {
      this.end(session);
    }
  }

  #isLocked(name: string, now: Date): boolean {
    const failures = this.#failures.get(name);
    if (failures === undefined || now.getTime() - failures.latest >= this.#limits.lockMs) {
      this.#failures.delete(name);
      return false;
    }
    return failures.count >= this.#limits.lockAfter;
  }

  #isAlive(session: Session): boolean {
    const idle = this.#clock().getTime() - session.lastActive.getTime();
    if (idle < this.#limits.idleMs) {
      return true;
    }
    this.end(session);
    return false;
  }
}

function samePassword(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
