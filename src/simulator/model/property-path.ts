import { propertiesOf } from '../../vim25/managed-types/managed-types.ts';
import type { Field, Schema } from '../../vim25/schema-table.ts';
import type { AnyValue } from '../../vim25/value.ts';
import { invalidProperty } from '../refusal.ts';
import { asAny } from '../wire/any-value.ts';
import type { ManagedObject, Viewer } from './managed-object.ts';

interface Step {
  readonly name: string;
  /** The key in `extraConfig["key"]`, which picks one element of a list. */
  readonly key: string | undefined;
}

/** A property path, taken apart once. */
export interface PropertyPath {
  readonly text: string;
  readonly steps: readonly Step[];
}

const step = /([^.[\]]+)(?:\["?([^"\]]*)"?\])?(?:\.(?=.)|$)/y;

/** @throws Refusal InvalidProperty where it is no path at all */
export function parsePath(text: string): PropertyPath {
  const steps: Step[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < text.length || text === '') {
    const match = step.exec(text);
    if (match === null) {
      throw invalidProperty(text);
    }
    steps.push({ name: match[1] ?? '', key: match[2] });
  }
  return { text, steps };
}

/**
 * Makes sure that a type of managed objects has a property, as far as the schema, which is that of the asker's version, knows the types on
 * the way.
 *
 * @throws Refusal InvalidProperty
 */
export function checkPath(managedType: string, path: PropertyPath, schema: Schema): void {
  let fields = propertiesOf(managedType);
  for (const { name } of path.steps) {
    const field = fields?.get(name);
    if (fields !== undefined && field === undefined) {
      throw invalidProperty(path.text);
    }
    fields = field && fieldsOf(field, schema);
  }
}

/** What a path can go on with: nothing below numbers, texts and references; undefined where the schema does not know. */
function fieldsOf({ type }: Field, schema: Schema): ReadonlyMap<string, Field> | undefined {
  const isLeaf = type !== 'xsd:anyType' && (type.startsWith('xsd:') || schema.isEnum(type));
  return isLeaf || type === 'ManagedObjectReference' ? new Map() : schema.complexType(type)?.fields;
}

/** Who reads, and in what version's terms. */
interface Asker {
  readonly session: Viewer | undefined;
  readonly schema: Schema;
}

/** Reads properties of one object, each of its top-level properties no more than once. */
export class PropertyReader {
  readonly #object: ManagedObject;
  readonly #asker: Asker;
  readonly #values = new Map<string, unknown>();

  constructor(object: ManagedObject, asker: Asker) {
    this.#object = object;
    this.#asker = asker;
  }

  /** The value at a path, `config.hardware.device` or `config.extraConfig["key"]`; undefined where it is unset. */
  read(path: PropertyPath): AnyValue | undefined {
    let fields = propertiesOf(this.#object.type);
    let value: unknown;
    let field: Field | undefined;
    for (const [depth, { name, key }] of path.steps.entries()) {
      field = fields?.get(name);
      value = depth === 0 ? this.#top(name) : (value as Record<string, unknown>)[name];
      if (value !== undefined && key !== undefined) {
        value = elementOf(value, key);
        field = field && { ...field, list: false };
      }
      if (field === undefined || value === undefined) {
        return undefined;
      }
      fields = this.#asker.schema.complexType(typeOf(value) ?? field.type)?.fields;
    }
    return field === undefined ? undefined : asAny(field, value);
  }

  #top(name: string): unknown {
    if (!this.#values.has(name)) {
      this.#values.set(name, this.#object.read(name, this.#asker.session));
    }
    return this.#values.get(name);
  }
}

function elementOf(list: unknown, key: string): unknown {
  return Array.isArray(list) ? list.find((item) => String(item?.key) === key) : undefined;
}

/** A value of a subtype has the subtype's fields. */
function typeOf(value: unknown): string | undefined {
  const type = (value as { readonly _type?: unknown })._type;
  return typeof type === 'string' ? type : undefined;
}
