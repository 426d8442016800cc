/** One of something that there is only so much of: `most` of those who need `name` are at work at once. */
export interface Need {
  readonly name: string;
  readonly most: number;
  /** Held also while the item only waits, and for good where it is left as it must not stay. */
  readonly lasts?: true;
}

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
}

interface Queue<Item> {
  readonly needs: readonly Need[];
  /** With their place in the whole, the first of which is the next. */
  readonly items: { readonly place: number; readonly item: Item }[];
  next: number;
}

/**
 * Works on all items, in their order as far as their needs allow: items with the same needs queue up behind one another, so that
 * looking for the next one does not depend on how many wait.
 *
 * @throws what `work` throws first, once everything that has begun is over
 */
export async function runSchedule<Item>(
  items: Iterable<Item>,
  { needsOf, work, stop }: Schedule<Item>,
): Promise<void> {
  const queues = queueUp(items, needsOf);
  const used = new Map<string, number>();
  const take = (needs: readonly Need[], count: 1 | -1): void => {
    for (const { name } of needs) {
      used.set(name, (used.get(name) ?? 0) + count);
    }
  };
  const hasRoom = ({ needs }: Queue<Item>): boolean =>
    needs.every(({ name, most }) => (used.get(name) ?? 0) < most);
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const all = new Waker();

  const begin = (queue: Queue<Item>): void => {
    const entry = queue.items[queue.next];
    queue.next += 1;
    if (entry === undefined) {
      return;
    }
    let passing = queue.needs.filter(({ lasts }) => lasts !== true);
    let lasting = queue.needs.filter(({ lasts }) => lasts === true);
    take(queue.needs, 1);
    const place: Place = {
      rest: () => {
        take(passing, -1);
        passing = [];
        all.wake();
      },
      keep: () => {
        lasting = [];
      },
    };
    const done = work(entry.item, place)
      .catch((error: unknown) => failures.push(error))
      .then(() => {
        take(lasting, -1);
        place.rest();
        running.delete(done);
      });
    running.add(done);
  };

  for (;;) {
    for (;;) {
      const queue = stop() || failures.length > 0 ? undefined : firstOf(queues, hasRoom);
      if (queue === undefined) {
        break;
      }
      begin(queue);
    }
    if (running.size === 0) {
      break;
    }
    await all.slept();
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

function queueUp<Item>(
  items: Iterable<Item>,
  needsOf: (item: Item) => readonly Need[],
): readonly Queue<Item>[] {
  const queues = new Map<string, Queue<Item>>();
  let place = 0;
  for (const item of items) {
    const needs = needsOf(item);
    const key = needs.map(({ name }) => name).join('\n');
    const queue = queues.get(key) ?? { needs, items: [], next: 0 };
    queue.items.push({ place, item });
    queues.set(key, queue);
    place += 1;
  }
  return [...queues.values()];
}

/** The queue whose next item came first, among those that may go on. */
function firstOf<Item>(
  queues: readonly Queue<Item>[],
  hasRoom: (queue: Queue<Item>) => boolean,
): Queue<Item> | undefined {
  let first: Queue<Item> | undefined;
  let place = Number.POSITIVE_INFINITY;
  for (const queue of queues) {
    const head = queue.items[queue.next];
    if (head !== undefined && head.place < place && hasRoom(queue)) {
      first = queue;
      place = head.place;
    }
  }
  return first;
}

/** Lets one sleep until something has happened, also where that was before. */
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
