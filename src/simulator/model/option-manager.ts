import type { MoRef } from '../../vim25/moref.ts';
import type { OptionScalar } from '../inventory-file/inventory-data.ts';
import type { OptionDef, OptionValue } from '../types.ts';
import { ManagedObject, type Readers } from './managed-object.ts';
import { type OptionDefinition, optionDef } from './option.ts';

/** A server's own settings, or the advanced options of one host. */
export class OptionManager extends ManagedObject {
  /** The host whose options these are; undefined for the server's own. */
  readonly host: MoRef | undefined;
  readonly #definitions: ReadonlyMap<string, OptionDefinition>;
  /** Only what differs from the default is kept. */
  readonly #values = new Map<string, OptionScalar>();

  constructor(moRef: MoRef, definitions: readonly OptionDefinition[], host?: MoRef) {
    super(moRef);
    this.#definitions = new Map(definitions.map((definition) => [definition.key, definition]));
    this.host = host;
  }

  definition(key: string): OptionDefinition | undefined {
    return this.#definitions.get(key);
  }

  definitions(): Iterable<OptionDefinition> {
    return this.#definitions.values();
  }

  value({ key, defaultValue }: OptionDefinition): OptionScalar {
    return this.#values.get(key) ?? defaultValue;
  }

  set(key: string, value: OptionScalar): void {
    this.#values.set(key, value);
  }

  settings(): readonly OptionValue[] {
    return Array.from(this.definitions(), (definition) => ({
      key: definition.key,
      value: this.value(definition),
    }));
  }

  supportedOptions(): readonly OptionDef[] {
    return Array.from(this.definitions(), optionDef).filter(
      (definition) => definition !== undefined,
    );
  }

  override read(property: string): unknown {
    return readers[property]?.(this);
  }
}

const readers: Readers<OptionManager> = {
  setting: (manager) => manager.settings(),
  supportedOption: (manager) => manager.supportedOptions(),
};
