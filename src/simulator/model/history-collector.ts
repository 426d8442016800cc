import type { MoRef } from '../../vim25/moref.ts';
import { ManagedObject } from './managed-object.ts';

/** What a collector looks at: everything that there is, the oldest first, and which of it it wants. */
export interface HistorySource<Item> {
  readonly items: () => readonly Item[];
  readonly matches: (item: Item) => boolean;
  /** An item as clients see it. */
  readonly show: (item: Item) => unknown;
}

/** As many as a collector hands out at once, and as its page may hold (API reference, HistoryCollector). */
export const mostItems = 1000;

const firstPageSize = 10;

/**
 * A view of a history that a client scrolls through: forwards from the oldest item with ReadNext…, backwards with ReadPrevious…, while
 * `latestPage` always shows the newest items.
 */
export class HistoryCollector<Item> extends ManagedObject {
  pageSize: number = firstPageSize;
  readonly #source: HistorySource<Item>;
  readonly #filter: unknown;
  readonly #end = new AbortController();
  /** How many of the matching items lie before the view. */
  #position = 0;

  constructor(moRef: MoRef, filter: unknown, source: HistorySource<Item>) {
    super(moRef);
    this.#filter = filter;
    this.#source = source;
  }

  /** Fires when nobody looks at the collector any longer. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  end(): void {
    this.#end.abort();
  }

  readNext(count: number): readonly unknown[] {
    const page = this.#matching().slice(this.#position, this.#position + count);
    this.#position += page.length;
    return page.map(this.#source.show);
  }

  /** The newest of the older ones first. */
  readPrevious(count: number): readonly unknown[] {
    const start = Math.max(0, this.#position - count);
    const page = this.#matching().slice(start, this.#position);
    this.#position = start;
    return page.reverse().map(this.#source.show);
  }

  /** To the oldest item, where a new collector starts. */
  rewind(): void {
    this.#position = 0;
  }

  /** To the item before the latest page. */
  reset(): void {
    this.#position = Math.max(0, this.#matching().length - this.pageSize);
  }

  /** The newest items, the newest first. */
  latestPage(): readonly unknown[] {
    const items = this.#source.items();
    const page: unknown[] = [];
    for (let index = items.length - 1; index >= 0 && page.length < this.pageSize; index -= 1) {
      const item = items[index] as Item;
      if (this.#source.matches(item)) {
        page.push(this.#source.show(item));
      }
    }
    return page;
  }

  override read(property: string): unknown {
    switch (property) {
      case 'filter':
        return this.#filter;
      case 'latestPage':
        return this.latestPage();
      default:
        return undefined;
    }
  }

  #matching(): Item[] {
    return this.#source.items().filter(this.#source.matches);
  }
}
