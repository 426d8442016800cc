import { EventEmitter } from 'node:events';
import { serverTime, type Timestamps } from '../clock.ts';
import type { Event } from '../types.ts';
import { eventPlace } from './event-place.ts';
import type { ManagedEntity } from './managed-entity.ts';

/** What happened, as whoever saw it tells it. */
export interface Happening {
  /** `VmPoweredOnEvent` */
  readonly type: string;
  readonly message: string;
  /** Empty where nobody asked for it. */
  readonly userName: string;
  /** What it happened to; undefined for the server itself. */
  readonly entity?: ManagedEntity | undefined;
  /** The chain of the task that it belongs to; left out, it starts one of its own. */
  readonly chainId?: number | undefined;
  /** What its type has beside the fields of every event. */
  readonly fields?: object;
}

/** An event with what it takes to find it again. */
export interface LoggedEvent {
  readonly event: Event & { readonly _type: string };
  readonly entity: ManagedEntity | undefined;
}

/** A server's database keeps weeks; a host only so many. */
const capacity = 10_000;

/** Everything that has happened on the server, the oldest first. */
export class EventLog {
  readonly #timestamps: Timestamps;
  readonly #news = new EventEmitter();
  #events: LoggedEvent[] = [];
  #lastKey = 0;

  constructor(timestamps: Timestamps) {
    this.#timestamps = timestamps;
    // One listener for each collector.
    this.#news.setMaxListeners(0);
  }

  get events(): readonly LoggedEvent[] {
    return this.#events;
  }

  /** The key of the event that comes next, which is also the chain that it starts. */
  get nextKey(): number {
    return this.#lastKey + 1;
  }

  add({ type, message, userName, entity, chainId, fields }: Happening): void {
    const key = this.nextKey;
    this.#lastKey = key;
    const event = {
      _type: type,
      key,
      chainId: chainId ?? key,
      // Of milliseconds, unlike those of tasks (bhayanak/phantom-api).
      createdTime: serverTime(this.#timestamps.now()),
      userName,
      ...(entity !== undefined && eventPlace(entity)),
      fullFormattedMessage: message,
      ...fields,
    };
    this.#events.push({ event, entity });
    if (this.#events.length > 2 * capacity) {
      this.#events = this.#events.slice(-capacity);
    }
    this.#news.emit('event');
  }

  /** Calls a listener after every new event, until the signal fires. */
  onEvent(listener: () => void, signal: AbortSignal): void {
    this.#news.on('event', listener);
    signal.addEventListener('abort', () => this.#news.off('event', listener), { once: true });
  }
}
