import { createHash } from 'node:crypto';
import type { MoRef } from '../../vim25/moref.ts';
import type { Access } from '../access.ts';
import { ManagedObject } from '../model/managed-object.ts';
import { managedObjectNotFound } from '../refusal.ts';
import type { MissingObject, ObjectContent, ObjectUpdate, PropertyChange } from '../types.ts';
import { localized, readContent } from './content.ts';
import type { FilterSpec } from './filter-spec.ts';
import { type Selection, select } from './select.ts';

/** What was last found of an object, and at which version of the stream each part of it changed. */
interface Watched {
  enteredAt: number;
  leftAt: number | undefined;
  changedAt: number;
  /** Digests of values by property path; an empty one for what is unset. */
  readonly digests: Map<string, string>;
  readonly changes: Map<string, number>;
}

export interface Change {
  readonly filter: PropertyFilter;
  readonly object: ManagedObject;
  readonly watched: Watched;
}

/** A PropertyFilter: it compares what it sees now with what it saw before. */
export class PropertyFilter extends ManagedObject {
  readonly filter: FilterSpec;
  readonly partialUpdates: boolean;
  readonly #watched = new Map<ManagedObject, Watched>();
  #selection: Selection | undefined;
  #seen = -1;

  constructor(moRef: MoRef, filter: FilterSpec, partialUpdates: boolean) {
    super(moRef);
    this.filter = filter;
    this.partialUpdates = partialUpdates;
  }

  /** Looks at what has changed since the last look, and stamps each changed object with a version of its own. */
  look(access: Access, revision: number, nextVersion: () => number): void {
    const selection = this.#select(access);
    for (const [object, watched] of this.#watched) {
      if (watched.leftAt === undefined && (object.destroyed || !selection.objects.has(object))) {
        watched.leftAt = nextVersion();
        watched.changedAt = watched.leftAt;
        watched.digests.clear();
      }
    }
    for (const object of selection.objects) {
      const known = this.#watched.get(object);
      const isBack = known !== undefined && known.leftAt !== undefined;
      if (!object.destroyed && (known === undefined || isBack || object.revision > this.#seen)) {
        this.#compare(object, readContent(object, this.filter, access), nextVersion);
      }
    }
    this.#seen = revision;
  }

  /** What changed after a version. What came and went since then was never there for who asks. */
  changedSince(version: number): readonly Change[] {
    return [...this.#watched]
      .filter(
        ([, { changedAt, enteredAt, leftAt }]) =>
          changedAt > version && (leftAt === undefined || enteredAt <= version),
      )
      .map(([object, watched]) => ({ filter: this, object, watched }));
  }

  /** Lets go of what left before a version that the client has seen. */
  forget(version: number): void {
    for (const [object, { leftAt }] of this.#watched) {
      if (leftAt !== undefined && leftAt <= version) {
        this.#watched.delete(object);
      }
    }
  }

  /** One object's update, for a client that knows it as it was at a version. */
  update({ object, watched }: Change, version: number, access: Access): ObjectUpdate {
    if (watched.leftAt !== undefined) {
      return { kind: 'leave', obj: object.moRef };
    }
    const isNew = watched.enteredAt > version;
    const { propSet = [], missingSet } = readContent(object, this.filter, access);
    const values = new Map(propSet.map(({ name, val }) => [name, val]));
    const missing = new Set(missingSet?.map(({ path }) => path));
    const changeSet: PropertyChange[] = [];
    for (const { text: name } of this.filter.pathsFor(object.type) ?? []) {
      const val = values.get(name);
      if (!missing.has(name) && (isNew || (watched.changes.get(name) ?? 0) > version)) {
        changeSet.push(
          val === undefined ? { name, op: 'indirectRemove' } : { name, op: 'assign', val },
        );
      }
    }
    return {
      kind: isNew ? 'enter' : 'modify',
      obj: object.moRef,
      changeSet,
      ...(missingSet !== undefined && { missingSet }),
    };
  }

  missingObjects(): readonly MissingObject[] {
    return (this.#selection?.missing ?? []).map((obj) => ({
      obj,
      fault: localized(managedObjectNotFound(obj)),
    }));
  }

  override read(property: string): unknown {
    switch (property) {
      case 'partialUpdates':
        return this.partialUpdates;
      case 'spec':
        return this.filter.spec;
      default:
        return undefined;
    }
  }

  /** The walk is taken again only where something on its way has changed. */
  #select(access: Access): Selection {
    const current = this.#selection;
    if (
      current === undefined ||
      [...current.sources].some((source) => source.destroyed || this.#mayLeadElsewhere(source))
    ) {
      this.#selection = select(this.filter, access);
      return this.#selection;
    }
    return current;
  }

  #mayLeadElsewhere(source: ManagedObject): boolean {
    return source.revision > this.#seen;
  }

  #compare(object: ManagedObject, content: ObjectContent, nextVersion: () => number): void {
    const { propSet = [] } = content;
    const digests = new Map(propSet.map(({ name, val }) => [name, digest(val)]));
    let watched = this.#watched.get(object);
    if (watched === undefined || watched.leftAt !== undefined) {
      const version = nextVersion();
      watched = {
        enteredAt: version,
        leftAt: undefined,
        changedAt: version,
        digests,
        changes: new Map(),
      };
      this.#watched.set(object, watched);
      return;
    }
    const changed = (this.filter.pathsFor(object.type) ?? [])
      .map(({ text }) => text)
      .filter((name) => digests.get(name) !== watched.digests.get(name));
    if (changed.length > 0) {
      const version = nextVersion();
      watched.changedAt = version;
      for (const name of changed) {
        watched.changes.set(name, version);
        const value = digests.get(name);
        if (value === undefined) {
          watched.digests.delete(name);
        } else {
          watched.digests.set(name, value);
        }
      }
    }
  }
}

/** Short values stand for themselves; a fleet's large ones are not worth their memory. */
function digest(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? `${item}n` : item,
  );
  return text.length <= 64 ? text : createHash('sha1').update(text).digest('base64');
}
