import type { InjectedFault, InjectedFaults } from '../injected-faults.ts';
import { HostSystem } from '../model/host-system.ts';
import { Refusal } from '../refusal.ts';
import type { RequestCounts } from '../request-counts.ts';
import { refusalInLockdown } from '../rules/lockdown.ts';
import type { Caller } from '../sessions.ts';
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
}

/** What became of a call, and what is to become of its connection. */
export interface FileResult {
  readonly answer: FileAnswer;
  readonly drop: boolean;
  readonly delayMs: number;
}

interface Admitted {
  readonly user: User;
  /** The host that a ticket is for. */
  readonly host?: HostSystem | undefined;
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
    const fault: InjectedFault = this.#faults.take(name, (host ?? this.#world.root).moRef) ?? {};
    const answer = fault.drop === 'before' ? refused(503) : await this.#serve(call, admitted, host);
    return { answer, drop: fault.drop !== undefined, delayMs: fault.delayMs ?? 0 };
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
        ? { user: redeemed.session.user, host }
        : undefined;
    }
    return sessions.resume(cookie) ?? this.#admitBasic(authorization, caller);
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
