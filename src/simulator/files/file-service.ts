import { setTimeout as delay } from 'node:timers/promises';
import {
  type Connection,
  connectionAfter,
  endSessions,
  type InjectedFaults,
  lostConnection,
} from '../injected-faults.ts';
import { HostSystem } from '../model/host-system.ts';
import { Refusal } from '../refusal.ts';
import type { RequestCounts } from '../request-counts.ts';
import { refusalInLockdown } from '../rules/lockdown.ts';
import type { Caller, Session } from '../sessions.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { answerDatastoreFile } from './datastore-file.ts';
import { type FileAnswer, refused } from './file-answer.ts';
import { answerHostFile } from './host-file.ts';

export interface FileCall {
  readonly method: string;
  readonly url: URL;
  readonly body: () => Promise<string>;
  /** Of a vim25 session. */
  readonly cookie: string | undefined;
  /** The cookie `vmware_cgi_ticket`. */
  readonly ticket: string | undefined;
  readonly authorization: string | undefined;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** What became of a call, and what is to become of its connection. */
export interface FileResult {
  readonly answer: FileAnswer;
  readonly connection: Connection;
  /** For so long, in ms, the server is not there from now on. */
  readonly downMs?: number | undefined;
}

interface Admitted {
  readonly user: User;
  /** The session that the right to ask hangs on; Basic needs none. */
  readonly session?: Session;
  /** The host that a ticket is for. */
  readonly host?: HostSystem;
}

/** Serves files beside the API: `/host/<name>` of hosts, `/folder/<path>` of datastores. */
export class FileService {
  readonly #world: World;
  readonly #faults: InjectedFaults;
  readonly #counts: RequestCounts;

  constructor(world: World, faults: InjectedFaults, counts: RequestCounts) {
    this.#world = world;
    this.#faults = faults;
    this.#counts = counts;
  }

  /** Counted, and befallen by faults, under the method and the path: `PUT /host/vmware_config`. */
  async answer(call: FileCall): Promise<FileResult> {
    const admitted = this.#admit(call);
    const host = this.#hostFor(admitted);
    const name = `${call.method} ${call.url.pathname}`;
    this.#counts.count(name);
    const fault = this.#faults.take(name, (host ?? this.#world.root).moRef);
    if (fault === undefined) {
      return { answer: await this.#serve(call, admitted, host), connection: 'keep' };
    }
    if (fault.delayMs !== undefined) {
      await delay(fault.delayMs, undefined, { signal: call.signal });
    }
    const { downMs } = fault;
    if (downMs !== undefined && fault.drop === 'after') {
      await this.#serve(call, admitted, host);
    }
    endSessions(fault, this.#world, call.cookie);
    if (downMs !== undefined || fault.drop === 'before') {
      return { answer: refused(503), connection: lostConnection(fault), downMs };
    }
    const isIn = admitted?.session?.ended.aborted !== true;
    const answer =
      fault.fault === undefined
        ? await this.#serve(call, isIn ? admitted : undefined, host)
        : refused(500);
    return { answer, connection: connectionAfter(fault) };
  }

  async #serve(
    call: FileCall,
    admitted: Admitted | undefined,
    host: HostSystem | undefined,
  ): Promise<FileAnswer> {
    if (admitted === undefined) {
      return refused(401, { 'www-authenticate': 'Basic realm="VMware HTTP server"' });
    }
    const request = { ...call, user: admitted.user };
    if (call.url.pathname.startsWith('/folder/')) {
      return answerDatastoreFile(request, this.#world);
    }
    return host === undefined ? refused(404) : answerHostFile(request, host, this.#world);
  }

  /** A vCenter has no files of hosts: there only a ticket leads to one. */
  #hostFor(admitted: Admitted | undefined): HostSystem | undefined {
    const { kind, inventory } = this.#world;
    const own =
      kind === 'esx' && [...inventory.objects()].find((object) => object instanceof HostSystem);
    return admitted?.host ?? (own || undefined);
  }

  #admit({ ticket, cookie, authorization, method, url, caller }: FileCall): Admitted | undefined {
    const { sessions, tickets, inventory } = this.#world;
    if (ticket !== undefined) {
      const redeemed = tickets.redeem(ticket, method, url.pathname + url.search);
      const host = redeemed && inventory.find(redeemed.host);
      return host instanceof HostSystem && redeemed !== undefined
        ? { user: redeemed.session.user, session: redeemed.session, host }
        : undefined;
    }
    const session = sessions.resume(cookie);
    return session === undefined
      ? this.#admitBasic(authorization, caller)
      : { user: session.user, session };
  }

  #admitBasic(authorization: string | undefined, caller: Caller): Admitted | undefined {
    const encoded = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
    const [, name, password] = /^([^:]*):(.*)$/s.exec(decode(encoded)) ?? [];
    if (name === undefined || password === undefined) {
      return undefined;
    }
    const { sessions, answers } = this.#world;
    try {
      const session = sessions.login(name, password, caller);
      sessions.end(session);
      const isLocked = refusalInLockdown(session.user, this.#world, answers) !== undefined;
      return isLocked ? undefined : { user: session.user };
    } catch (error) {
      if (error instanceof Refusal) {
        return undefined;
      }
      throw error;
    }
  }
}

function decode(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString('utf8');
}
