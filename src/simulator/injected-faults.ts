import { formatMoRef, type MoRef } from '../vim25/moref.ts';
import { checkFault, type FaultData } from './fault-data.ts';
import type { QuestionKind } from './model/question.ts';
import { Task } from './model/task.ts';
import type { World } from './world.ts';

/** What is to go wrong, and how often. Everything that is left out means 'any' or 'always'. */
export interface InjectedFault {
  /** The method that it befalls, `ReconfigVM_Task`. */
  readonly method?: string;
  /** The object that it befalls, `VirtualMachine:vm-42` or its moid alone. */
  readonly target?: string;
  /** How many calls it befalls before it is used up. */
  readonly times?: number;
  /** From 0 to 1. */
  readonly probability?: number;
  /** Waits before it does anything else. */
  readonly delayMs?: number;
  /** Answers with a SOAP fault and does nothing: `{_type: 'NotSupported'}`, with the fault's own fields. */
  readonly fault?: FaultData;
  /** The call is answered and its task fails with this, its work not done. */
  readonly taskFault?: FaultData;
  /** A power-on that stops and asks. */
  readonly question?: QuestionKind;
  /** How long the guest takes to go off after this ShutdownGuest, in ms, or that it never does, or reboots instead. */
  readonly guestShutdown?: number | 'never' | 'reboots';
  /** Answers as a reverse proxy does whose server is away: the work is not done, or with `drop: 'after'` it is. */
  readonly status?: 502 | 503 | 504;
  /** The Retry-After of that answer: seconds, or an HTTP date. */
  readonly retryAfter?: string;
  /** Closes the connection instead of answering: before the work is done, or after. */
  readonly drop?: 'before' | 'after';
  /** With `drop`: resets the connection (RST), where it is closed otherwise. */
  readonly reset?: boolean;
  /** Does the work, sends half of the answer and closes the connection, or sends nothing more and keeps it open. */
  readonly cut?: 'mid-body' | 'stalls';
  /** Ends the caller's session before the call is looked at. */
  readonly expireSession?: boolean;
  /**
   * Ends every session before the call is looked at, as a restart of the server does. The inventory stays; tasks go on, as those do that a
   * host carries out while its vCenter restarts. Whether the server still knows them is the rule tasksAfterRestart. [UNV]
   */
  readonly restart?: boolean;
  /**
   * The restart takes so long, in ms: the call is not answered, those under way are broken off, and until the end of it the server takes no
   * connection. Only with `restart`.
   */
  readonly downMs?: number;
}

interface Armed {
  readonly fault: InjectedFault;
  left: number;
}

/** Ends the sessions that a fault takes with it, before the call that it befalls is looked at. */
export function endSessions(
  { restart, expireSession }: InjectedFault,
  world: World,
  cookie: string | undefined,
): void {
  const { sessions } = world;
  if (restart === true) {
    restartServer(world);
  }
  const session = expireSession === true ? sessions.resume(cookie) : undefined;
  if (session !== undefined) {
    sessions.end(session);
  }
}

export function proxyHeaders({ retryAfter }: InjectedFault): Readonly<Record<string, string>> {
  return retryAfter === undefined ? {} : { 'retry-after': retryAfter };
}

/** Drops what a server keeps in memory: sessions, and under one answer of the rule its tasks. */
export function restartServer({ sessions, tasks, inventory, answers }: World): void {
  sessions.endAll();
  if (answers.tasksAfterRestart === 'forgotten') {
    tasks.forget(...[...inventory.objects()].filter((object) => object instanceof Task));
  }
}

/** What becomes of the connection that a request came on: its answer whole, none, or half of it. */
export type Connection = 'keep' | 'drop' | 'reset' | 'cut' | 'stall';

/** How a fault ends the connection of a request that is not answered. */
export function lostConnection({ reset }: InjectedFault): Connection {
  return reset === true ? 'reset' : 'drop';
}

/** What a fault leaves of the connection when the work is done. */
export function connectionAfter(fault: InjectedFault): Connection {
  if (fault.drop === 'after') {
    return lostConnection(fault);
  }
  return fault.cut === undefined ? 'keep' : fault.cut === 'stalls' ? 'stall' : 'cut';
}

/** Faults on demand. */
export class InjectedFaults {
  readonly #armed = new Set<Armed>();
  readonly #random: () => number;

  /** @param random from 0 to 1; decides where a probability is given */
  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * @returns a function that takes the fault back
   * @throws TypeError where a vim25 fault is not known or lacks a field that it needs
   */
  add(fault: InjectedFault): () => void {
    if (fault.downMs !== undefined && fault.restart !== true) {
      throw new TypeError('downMs is how long a restart takes: it goes with restart');
    }
    if (fault.reset !== undefined && fault.drop === undefined) {
      throw new TypeError('reset is how a connection is dropped: it goes with drop');
    }
    for (const data of [fault.fault, fault.taskFault]) {
      if (data !== undefined) {
        checkFault(data);
      }
    }
    const armed = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#armed.add(armed);
    return () => this.#armed.delete(armed);
  }

  clear(): void {
    this.#armed.clear();
  }

  /** The fault that befalls a call: the first that fits, which is then one time less. */
  take(
    method: string,
    self: MoRef,
    isWanted: (fault: InjectedFault) => boolean = () => true,
  ): InjectedFault | undefined {
    for (const armed of this.#armed) {
      const { fault } = armed;
      const fits =
        isWanted(fault) &&
        (fault.method === undefined || fault.method === method) &&
        (fault.target === undefined || [formatMoRef(self), self.value].includes(fault.target));
      if (fits && (fault.probability === undefined || this.#random() < fault.probability)) {
        armed.left -= 1;
        if (armed.left <= 0) {
          this.#armed.delete(armed);
        }
        return fault;
      }
    }
    return undefined;
  }
}
