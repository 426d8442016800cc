import { type Scalar, scalarParser } from './scalar.ts';
import { arrayItem, type ComplexType, type Field, type Schema } from './schema-table.ts';

/** How an element is read, given the type its place declares and the one its xsi:type names. */
export type Plan =
  | { readonly kind: 'object'; readonly type: ComplexType; readonly tag: string | undefined }
  | { readonly kind: 'list'; readonly item: Field }
  | { readonly kind: 'reference' }
  | { readonly kind: 'scalar'; readonly parse: (text: string) => Scalar }
  | { readonly kind: 'unknown'; readonly tag: string | undefined };

const asText = scalarParser('xsd:string');

/** Makes plans and keeps them: a fleet's answer has a million elements and a few dozen combinations. */
export class Plans {
  static readonly #ofSchemas = new WeakMap<Schema, Plans>();
  readonly #schema: Schema;
  readonly #plans = new Map<string | undefined, Map<string | undefined, Plan>>();

  private constructor(schema: Schema) {
    this.#schema = schema;
  }

  static of(schema: Schema): Plans {
    let plans = Plans.#ofSchemas.get(schema);
    if (plans === undefined) {
      plans = new Plans(schema);
      Plans.#ofSchemas.set(schema, plans);
    }
    return plans;
  }

  /** Both are undefined for an element that the schema does not know and that says nothing of itself. */
  find(declared: string | undefined, named: string | undefined): Plan {
    let row = this.#plans.get(declared);
    if (row === undefined) {
      row = new Map();
      this.#plans.set(declared, row);
    }
    let plan = row.get(named);
    if (plan === undefined) {
      plan = this.#make(declared, named);
      row.set(named, plan);
    }
    return plan;
  }

  #make(declared: string | undefined, named: string | undefined): Plan {
    const type = named ?? declared;
    if (type === undefined || type === 'xsd:anyType') {
      return { kind: 'unknown', tag: undefined };
    }
    if (type.startsWith('xsd:')) {
      return { kind: 'scalar', parse: scalarParser(type) };
    }
    if (type === 'ManagedObjectReference') {
      return { kind: 'reference' };
    }
    if (this.#schema.isEnum(type)) {
      return { kind: 'scalar', parse: asText };
    }
    const complex = this.#schema.complexType(type);
    if (complex !== undefined) {
      return { kind: 'object', type: complex, tag: named === declared ? undefined : named };
    }
    const item = arrayItem(type);
    if (item !== undefined) {
      return {
        kind: 'list',
        item: { name: item.element, type: item.type, optional: true, list: true },
      };
    }
    // A subtype that the schema does not know still has its base's fields, and keeps its name.
    const base = declared === undefined ? undefined : this.#schema.complexType(declared);
    return base === undefined
      ? { kind: 'unknown', tag: named }
      : { kind: 'object', type: base, tag: named };
  }
}
