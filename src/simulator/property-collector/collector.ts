import { EventEmitter } from 'node:events';
import type { MoRef } from '../../vim25/moref.ts';
import type { Access } from '../access.ts';
import { ManagedObject, refs, type Viewer } from '../model/managed-object.ts';
import { invalidArgument } from '../refusal.ts';
import type { ObjectContent, PropertyFilterSpec, RetrieveResult } from '../types.ts';
import { readContent } from './content.ts';
import { FilterSpec } from './filter-spec.ts';
import type { PropertyFilter } from './property-filter.ts';
import { select } from './select.ts';
import { UpdateStream } from './update-stream.ts';

/** Real vCenter pages at 100 objects unasked (docs/facts.md#page-size); asking can only lower that. */
const pageSize = 100;

interface Item {
  readonly object: ManagedObject;
  readonly filter: FilterSpec;
}

interface Rest {
  readonly items: readonly Item[];
  readonly size: number;
}

/** One session's PropertyCollector: the pages that it still owes, and the filters that it watches. */
export class PropertyCollector extends ManagedObject {
  readonly filters = new Set<PropertyFilter>();
  readonly updates: UpdateStream;
  readonly #rests = new Map<string, Rest>();
  readonly #cancels = new EventEmitter();
  #nextToken = 0;

  constructor(moRef: MoRef) {
    super(moRef);
    this.updates = new UpdateStream(this.filters);
  }

  /** RetrieveProperties: everything at once. */
  retrieveAll(specs: readonly PropertyFilterSpec[], access: Access): readonly ObjectContent[] {
    return find(specs, access).map(({ object, filter }) => readContent(object, filter, access));
  }

  /** The first page; undefined where nothing was found. */
  retrieve(
    specs: readonly PropertyFilterSpec[],
    maxObjects: number | undefined,
    access: Access,
  ): RetrieveResult | undefined {
    const size =
      maxObjects !== undefined && maxObjects > 0 ? Math.min(maxObjects, pageSize) : pageSize;
    const items = find(specs, access);
    return items.length === 0 ? undefined : this.#page({ items, size }, access);
  }

  /** @throws Refusal InvalidArgument where the token is not one that this collector has given and not yet taken back */
  continue(token: string, access: Access): RetrieveResult {
    const rest = this.#takeBack(token);
    return this.#page(rest, access);
  }

  /** @throws Refusal InvalidArgument */
  cancel(token: string): void {
    this.#takeBack(token);
  }

  /** Calls off every wait for updates. */
  cancelWaits(): void {
    this.#cancels.emit('cancel');
  }

  /** @returns a function that takes the listener back */
  onCancel(listener: () => void): () => void {
    this.#cancels.on('cancel', listener);
    return () => this.#cancels.off('cancel', listener);
  }

  override read(property: string, _viewer?: Viewer): unknown {
    return property === 'filter' ? refs(this.filters) : undefined;
  }

  #takeBack(token: string): Rest {
    const rest = this.#rests.get(token);
    if (rest === undefined) {
      throw invalidArgument('token');
    }
    this.#rests.delete(token);
    return rest;
  }

  /** Values are read page by page: an object that changes in between shows its new state, one that goes away is left out. */
  #page({ items, size }: Rest, access: Access): RetrieveResult {
    const objects = items
      .slice(0, size)
      .filter(({ object }) => !object.destroyed)
      .map(({ object, filter }) => readContent(object, filter, access));
    const more = items.slice(size);
    if (more.length === 0) {
      return { objects };
    }
    // A number, sent as a string, and "0" is the first (docs/facts.md#page-tokens).
    const token = String(this.#nextToken);
    this.#nextToken += 1;
    this.#rests.set(token, { items: more, size });
    return { token, objects };
  }
}

function find(specs: readonly PropertyFilterSpec[], access: Access): readonly Item[] {
  return specs.flatMap((spec) => {
    const filter = new FilterSpec(spec, access.schema);
    return Array.from(select(filter, access).objects, (object) => ({ object, filter }));
  });
}
