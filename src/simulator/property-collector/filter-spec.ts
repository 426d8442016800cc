import { isManagedType, propertiesOf } from '../../vim25/managed-types/managed-types.ts';
import type { Schema } from '../../vim25/schema-table.ts';
import { checkPath, type PropertyPath, parsePath } from '../model/property-path.ts';
import { isManagedTypeName } from '../model/unserved-types.ts';
import { invalidType } from '../refusal.ts';
import type { ObjectSpec, PropertyFilterSpec } from '../types.ts';

interface PropertySet {
  readonly type: string;
  readonly paths: readonly PropertyPath[];
}

/** A PropertyFilterSpec, checked and taken apart once. */
export class FilterSpec {
  readonly spec: PropertyFilterSpec;
  readonly objectSet: readonly ObjectSpec[];
  readonly reportsMissing: boolean;
  readonly #sets: readonly PropertySet[];
  readonly #pathsByType = new Map<string, readonly PropertyPath[] | undefined>();

  /**
   * @param schema of the version that the filter is made in
   * @throws Refusal InvalidType, InvalidProperty
   */
  constructor(spec: PropertyFilterSpec, schema: Schema) {
    this.spec = spec;
    this.objectSet = spec.objectSet;
    this.reportsMissing = spec.reportMissingObjectsInResults === true;
    this.#sets = spec.propSet.map(({ type, all, pathSet = [] }) => {
      if (!isManagedTypeName(type)) {
        throw invalidType(type);
      }
      const names = all === true ? [...(propertiesOf(type)?.keys() ?? [])] : pathSet;
      const paths = names.map(parsePath);
      for (const path of paths) {
        checkPath(type, path, schema);
      }
      return { type, paths };
    });
  }

  /**
   * What to read of objects of a type, sorted by name as servers answer (docs/facts.md#property-order); undefined where the filter does not ask
   * for that type at all.
   */
  pathsFor(type: string): readonly PropertyPath[] | undefined {
    if (!this.#pathsByType.has(type)) {
      const sets = this.#sets.filter((set) => isManagedType(type, set.type));
      const byName = new Map(sets.flatMap(({ paths }) => paths).map((path) => [path.text, path]));
      const paths = [...byName.values()].sort((one, other) => (one.text < other.text ? -1 : 1));
      this.#pathsByType.set(type, sets.length === 0 ? undefined : paths);
    }
    return this.#pathsByType.get(type);
  }
}
