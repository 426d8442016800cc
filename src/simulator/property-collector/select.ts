import { isManagedType, propertiesOf } from '../../vim25/managed-types/managed-types.ts';
import { isMoRef, type MoRef } from '../../vim25/moref.ts';
import type { Access } from '../access.ts';
import type { ManagedObject } from '../model/managed-object.ts';
import { PropertyReader, parsePath } from '../model/property-path.ts';
import { invalidArgument, managedObjectNotFound } from '../refusal.ts';
import type { SelectionSpec, TraversalSpec } from '../types.ts';
import type { FilterSpec } from './filter-spec.ts';

export interface Selection {
  /** In the order in which they were found, each once. */
  readonly objects: ReadonlySet<ManagedObject>;
  /** Objects whose properties led to others: when one of them changes, the selection may. */
  readonly sources: ReadonlySet<ManagedObject>;
  readonly missing: readonly MoRef[];
}

/**
 * Finds the objects that a filter is about: its starting points, and what their traversals lead to.
 *
 * @throws Refusal ManagedObjectNotFound where a starting point does not exist and the filter does not want that reported. One of a type that
 * the simulator has no objects of leads nowhere: a real server may have it
 */
export function select(filter: FilterSpec, access: Access): Selection {
  const walk = new Walk(filter, access);
  const missing: MoRef[] = [];
  for (const { obj, skip, selectSet = [] } of filter.objectSet) {
    const start = access.find(obj);
    if (start !== undefined) {
      walk.visit(start, skip === true, selectSet, namedSpecs(selectSet));
    } else if (filter.reportsMissing) {
      missing.push(obj);
    } else if (propertiesOf(obj.type) !== undefined) {
      throw managedObjectNotFound(obj);
    }
  }
  return { objects: walk.objects, sources: walk.sources, missing };
}

type Named = ReadonlyMap<string, TraversalSpec>;

class Walk {
  readonly objects = new Set<ManagedObject>();
  readonly sources = new Set<ManagedObject>();
  readonly #filter: FilterSpec;
  readonly #access: Access;
  /** Which traversals an object has been through: folders lead to folders, and a spec may name itself. */
  readonly #done = new Map<ManagedObject, Set<SelectionSpec>>();

  constructor(filter: FilterSpec, access: Access) {
    this.#filter = filter;
    this.#access = access;
  }

  visit(start: ManagedObject, skip: boolean, specs: readonly SelectionSpec[], named: Named): void {
    const stack = [{ object: start, skip, specs }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { object } = next;
      if (!next.skip && this.#filter.pathsFor(object.type) !== undefined) {
        this.objects.add(object);
      }
      // Last in, first out: reversed, so that objects come in the order in which properties list them.
      const found = next.specs.flatMap((spec) => this.#follow(object, resolve(spec, named)));
      for (const item of found.reverse()) {
        stack.push(item);
      }
    }
  }

  #follow(object: ManagedObject, spec: TraversalSpec) {
    const done = this.#done.get(object) ?? new Set();
    if (done.has(spec) || !isManagedType(object.type, spec.type)) {
      return [];
    }
    this.#done.set(object, done.add(spec));
    this.sources.add(object);
    const { skip = false, selectSet = [] } = spec;
    return this.#related(object, spec.path).map((related) => ({
      object: related,
      skip,
      specs: selectSet,
    }));
  }

  /** The objects that a property refers to, as far as the session may see them. */
  #related(object: ManagedObject, path: string): readonly ManagedObject[] {
    if (this.#access.refusalToRead(object, path) !== undefined) {
      return [];
    }
    const reader = new PropertyReader(object, this.#access);
    return references(reader.read(parsePath(path))).flatMap((moRef) => {
      const related = this.#access.find(moRef);
      return related !== undefined && this.#access.has(related, 'System.View') ? [related] : [];
    });
  }
}

function references(value: unknown): readonly MoRef[] {
  const list = (value as { readonly value?: unknown } | undefined)?.value;
  if (isMoRef(value)) {
    return [value];
  }
  return Array.isArray(list) ? list.filter(isMoRef) : [];
}

/** Every traversal that has a name, however deep it stands: a SelectionSpec may refer to it from anywhere. */
function namedSpecs(specs: readonly SelectionSpec[]): Named {
  const named = new Map<string, TraversalSpec>();
  const queue = [...specs];
  for (const spec of queue) {
    if (isTraversal(spec)) {
      if (spec.name !== undefined) {
        named.set(spec.name, spec);
      }
      queue.push(...(spec.selectSet ?? []));
    }
  }
  return named;
}

function resolve(spec: SelectionSpec, named: Named): TraversalSpec {
  const traversal = isTraversal(spec) ? spec : named.get(spec.name ?? '');
  if (traversal === undefined) {
    throw invalidArgument('selectSet');
  }
  return traversal;
}

function isTraversal(spec: SelectionSpec): spec is TraversalSpec {
  return spec._type === 'TraversalSpec';
}
