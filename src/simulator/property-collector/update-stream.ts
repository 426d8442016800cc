import type { Access } from '../access.ts';
import { Refusal } from '../refusal.ts';
import type { ObjectUpdate, PropertyFilterUpdate, UpdateSet } from '../types.ts';
import type { Change, PropertyFilter } from './property-filter.ts';

/** The default of maxObjectUpdates (docs/facts.md#update-limit). */
const defaultMaxUpdates = 100;

/**
 * The versions of one collector's filters. Every change of an object gets a number; a client that names the last number it has seen is
 * told what came after. An answer that was lost can be asked for again.
 */
export class UpdateStream {
  readonly #filters: ReadonlySet<PropertyFilter>;
  readonly #told = new Set<string>(['']);
  #version = 0;

  constructor(filters: ReadonlySet<PropertyFilter>) {
    this.#filters = filters;
  }

  /** @throws Refusal InvalidCollectorVersion where the version is none that this collector has told */
  check(version: string): void {
    if (!this.#told.has(version)) {
      throw new Refusal('InvalidCollectorVersion', '');
    }
  }

  /** What is new since a version, no more than `maxUpdates` objects of it; undefined where nothing is. */
  next(
    version: string,
    maxUpdates: number | undefined,
    access: Access,
    revision: number,
  ): UpdateSet | undefined {
    const since = Number(version);
    for (const filter of this.#filters) {
      filter.forget(since);
      filter.look(access, revision, () => {
        this.#version += 1;
        return this.#version;
      });
    }
    const changes = [...this.#filters]
      .flatMap((filter) => filter.changedSince(since))
      .sort((one, other) => one.watched.changedAt - other.watched.changedAt);
    const limit = maxUpdates !== undefined && maxUpdates > 0 ? maxUpdates : defaultMaxUpdates;
    const told = changes.slice(0, limit);
    const filterSet = this.#group(told, since, access, version === '');
    if (filterSet.length === 0) {
      return undefined;
    }
    const reached = String(told.at(-1)?.watched.changedAt ?? this.#version);
    this.#told.add(reached);
    return {
      version: reached,
      filterSet,
      ...(changes.length > limit && { truncated: true }),
    };
  }

  #group(
    changes: readonly Change[],
    since: number,
    access: Access,
    isFirst: boolean,
  ): readonly PropertyFilterUpdate[] {
    const updates = new Map<PropertyFilter, ObjectUpdate[]>();
    for (const change of changes) {
      const list = updates.get(change.filter) ?? [];
      list.push(change.filter.update(change, since, access));
      updates.set(change.filter, list);
    }
    return [...this.#filters].flatMap((filter) => {
      const objectSet = updates.get(filter);
      const missingSet = isFirst ? filter.missingObjects() : [];
      if (objectSet === undefined && missingSet.length === 0) {
        return [];
      }
      return {
        filter: filter.moRef,
        ...(objectSet !== undefined && { objectSet }),
        ...(missingSet.length > 0 && { missingSet }),
      };
    });
  }
}
