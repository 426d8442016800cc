import type { CustomFieldDef, CustomFieldStringValue } from '../types.ts';

/** The custom attributes of a vCenter, known by key on the objects that have them. An ESXi has none. [API: CustomFieldsManager] */
export class CustomFields {
  /** The keys by name. */
  readonly #keys = new Map<string, number>();

  get defs(): readonly CustomFieldDef[] {
    return [...this.#keys].map(([name, key]) => ({
      key,
      name,
      type: 'string',
      managedObjectType: 'VirtualMachine',
    }));
  }

  /** Defines attributes that are not defined yet. */
  define(names: Iterable<string>): void {
    for (const name of names) {
      this.#keys.set(name, this.#keys.get(name) ?? 101 + this.#keys.size);
    }
  }

  valuesOf(attributes: Readonly<Record<string, string>>): readonly CustomFieldStringValue[] {
    return Object.entries(attributes).map(([name, value]) => ({
      _type: 'CustomFieldStringValue',
      key: this.#keys.get(name) ?? 0,
      value,
    }));
  }
}
