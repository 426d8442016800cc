import { type Need, Places } from './places.ts';

/** What an item holds while it is worked on. */
export interface Place {
  /** It only waits: gives back all but what lasts. */
  readonly rest: () => void;
  /** It is left as it must not stay: what lasts is never given back. */
  readonly keep: () => void;
}

export interface Schedule<Item> {
  /** What an item needs to begin. */
  readonly needsOf: (item: Item) => readonly Need[];
  readonly work: (item: Item, place: Place) => Promise<void>;
  /** When true no further item is begun. */
  readonly stop: () => boolean;
  /** Default: nobody else holds any. */
  readonly places?: Places<Item>;
}

interface Queue<Item> {
  readonly needs: readonly Need[];
  /** With their place in the whole, the first of which is the next. */
  readonly items: { readonly place: number; readonly item: Item }[];
  next: number;
}

/**
 * Works on all items, in their order as far as their needs allow: items with the same needs queue up behind one another, so that
 * looking for the next one does not depend on how many wait. Ends without those whose places are never free again.
 *
 * @throws what `work` throws first, once everything that has begun is over
 */
export async function runSchedule<Item>(
  items: Iterable<Item>,
  { needsOf, work, stop, places = new Places() }: Schedule<Item>,
): Promise<void> {
  const queues = queueUp(items, needsOf, places);
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const waker = new Waker();
  const isOver = (): boolean => stop() || failures.length > 0;

  const begin = (queue: Queue<Item>): void => {
    const entry = queue.items[queue.next];
    queue.next += 1;
    if (entry === undefined) {
      return;
    }
    const { item } = entry;
    let passing = queue.needs.filter(({ lasts }) => lasts !== true);
    let lasting = needsOf(item).filter(({ lasts }) => lasts === true);
    places.take(queue.needs);
    places.begin(item);
    const place: Place = {
      rest: () => {
        places.giveBack(passing);
        passing = [];
      },
      keep: () => {
        places.keep(lasting);
        lasting = [];
      },
    };
    const done = work(item, place)
      .catch((error: unknown) => failures.push(error))
      .then(() => {
        running.delete(done);
        places.giveBack([...passing, ...lasting]);
      });
    running.add(done);
  };

  const stopListening = places.onChange(() => waker.wake());
  try {
    for (;;) {
      for (let next = nextOf(queues, places, isOver); next; next = nextOf(queues, places, isOver)) {
        begin(next);
      }
      if (running.size === 0 && (isOver() || !queues.some((queue) => mayGoOn(queue, places)))) {
        break;
      }
      await waker.slept();
    }
  } finally {
    stopListening();
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

/** What an item holds before its turn, it need not wait for. */
function queueUp<Item>(
  items: Iterable<Item>,
  needsOf: (item: Item) => readonly Need[],
  places: Places<Item>,
): readonly Queue<Item>[] {
  const queues = new Map<string, Queue<Item>>();
  let place = 0;
  for (const item of items) {
    const held = new Set(places.reservedOf(item).map(({ name }) => name));
    const needs = needsOf(item).filter(({ name }) => !held.has(name));
    const key = needs.map(({ name }) => name).join('\n');
    const queue = queues.get(key) ?? { needs, items: [], next: 0 };
    queue.items.push({ place, item });
    queues.set(key, queue);
    place += 1;
  }
  return [...queues.values()];
}

/** True if the next item of the queue has its turn yet, now or when others, also on other servers, are done. */
function mayGoOn<Item>({ needs, items, next }: Queue<Item>, places: Places<Item>): boolean {
  return next < items.length && places.mayHaveRoom(needs);
}

/** The queue whose next item came first, among those that have room. */
function nextOf<Item>(
  queues: readonly Queue<Item>[],
  places: Places<Item>,
  isOver: () => boolean,
): Queue<Item> | undefined {
  if (isOver()) {
    return undefined;
  }
  let first: Queue<Item> | undefined;
  let place = Number.POSITIVE_INFINITY;
  for (const queue of queues) {
    const head = queue.items[queue.next];
    if (head !== undefined && head.place < place && places.hasRoom(queue.needs)) {
      first = queue;
      place = head.place;
    }
  }
  return first;
}

/** Latch that resolves at the next wake(), or at once if one came before. */
class Waker {
  #happened: boolean = false;
  #wake: (() => void) | undefined;

  wake(): void {
    this.#happened = true;
    this.#wake?.();
  }

  async slept(): Promise<void> {
    if (!this.#happened) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#happened = false;
    this.#wake = undefined;
  }
}
