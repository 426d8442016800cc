import { randomUUID } from 'node:crypto';
import type { MoRef } from '../../vim25/moref.ts';
import type { Session } from '../sessions.ts';

/** What a ticket tells of the server that takes it. */
export interface TicketPlace {
  /** With its port: the simulator's hosts have no addresses of their own, they share its listener. */
  readonly hostName: string;
  /** SHA-1. */
  readonly thumbprint: string;
  readonly fingerprint256: string;
}

interface Ticket {
  readonly session: Session;
  readonly host: MoRef;
  /** `GET`; undefined is any. */
  readonly method: string | undefined;
  /** Path and query. */
  readonly path: string;
}

/** Tickets for one HTTP request each (API reference, SessionManager.AcquireGenericServiceTicket). */
export class ServiceTickets {
  /** Set when the server listens. */
  place: TicketPlace = { hostName: '', thumbprint: '', fingerprint256: '' };
  readonly #open = new Map<string, Ticket>();

  issue(ticket: Ticket): string {
    const id = randomUUID();
    this.#open.set(id, ticket);
    return id;
  }

  /**
   * Takes a ticket, which is then gone whatever it was used for.
   *
   * @returns whose it is and for which host; undefined where it is none, is for another request, or its session has ended
   */
  redeem(id: string, method: string, path: string): Pick<Ticket, 'session' | 'host'> | undefined {
    const ticket = this.#open.get(id);
    this.#open.delete(id);
    const isGood =
      ticket !== undefined &&
      !ticket.session.ended.aborted &&
      (ticket.method ?? method) === method &&
      ticket.path === path;
    return isGood ? ticket : undefined;
  }
}
