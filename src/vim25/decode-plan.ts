import { cut, UnreadableError } from '../errors.ts';
import { enumReader, type ScalarReader, scalarReader } from './scalar.ts';
import { arrayItem, type ComplexType, type Field, type Schema } from './schema-table.ts';

/** How an element is read, given the type its place declares and the one its xsi:type names. */
export type Plan =
  | {
      readonly kind: 'object';
      readonly type: ComplexType;
      readonly tag: string | undefined;
      /** Fields that each object of the type has. */
      readonly required: readonly Field[];
    }
  | { readonly kind: 'list'; readonly item: Field }
  | { readonly kind: 'reference' }
  | ({ readonly kind: 'scalar' } & ScalarReader)
  | { readonly kind: 'unknown'; readonly tag: string | undefined };

const anything: Plan = { kind: 'unknown', tag: undefined };

/** Combinations that are kept for one declared type. A server can name any number of types that nobody knows. */
const mostKept = 1000;

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
      if (row.size < mostKept) {
        row.set(named, plan);
      }
    }
    return plan;
  }

  #make(declared: string | undefined, named: string | undefined): Plan {
    const asDeclared = this.#planOf(declared, undefined) ?? anything;
    if (named === undefined || named === declared || named === 'xsd:anyType') {
      return asDeclared;
    }
    const asNamed = this.#planOf(named, named);
    switch (asDeclared.kind) {
      case 'unknown':
        return asNamed ?? { kind: 'unknown', tag: named };
      case 'object':
        if (asNamed === undefined) {
          // A subtype that the schema does not know still has its base's fields, and keeps its name.
          return { ...asDeclared, tag: named };
        }
        if (asNamed.kind === 'object' && this.#schema.isA(named, asDeclared.type.name)) {
          return asNamed;
        }
        break;
      default:
        // The place decides how a scalar is read: a long stays a bigint whatever the server calls it.
        if (asNamed === undefined || asNamed.kind === asDeclared.kind) {
          return asDeclared;
        }
    }
    throw new UnreadableError(`a ${cut(named, 100)} is where a ${declared} belongs`);
  }

  /** Undefined for a type that the schema does not know. */
  #planOf(type: string | undefined, tag: string | undefined): Plan | undefined {
    if (type === undefined || type === 'xsd:anyType') {
      return anything;
    }
    if (type.startsWith('xsd:')) {
      return { kind: 'scalar', ...scalarReader(type) };
    }
    if (type === 'ManagedObjectReference') {
      return { kind: 'reference' };
    }
    if (this.#schema.isEnum(type)) {
      return { kind: 'scalar', ...enumReader };
    }
    const complex = this.#schema.complexType(type);
    if (complex !== undefined) {
      return { kind: 'object', type: complex, tag, required: this.#requiredOf(complex) };
    }
    const item = arrayItem(type);
    return item === undefined
      ? undefined
      : {
          kind: 'list',
          item: { name: item.element, type: item.type, optional: true, list: true },
        };
  }

  /**
   * What every server sends, so that whoever reads an object can rely on it: the references, objects and texts that the API requires. Versions
   * of the API add optional fields: of the 392 that 7.0 to 9.1 have added none is required (types.go, tags `vim:"…"`), and no object in
   * recordings of 5.5 to 9.0.1 lacks such a field [SRC]. Nothing is required of a fault: half of
   * one still says why something was refused. Messages and the envelope are looked at once they are read.
   */
  #requiredOf({ name, fields }: ComplexType): readonly Field[] {
    const isFault = name === 'LocalizedMethodFault' || this.#schema.isA(name, 'MethodFault');
    const isFrame = name.startsWith('soap:') || this.#schema.isMessageType(name);
    return isFault || isFrame
      ? []
      : [...fields.values()].filter((field) => !field.optional && !harmless.has(field.type));
  }
}

/** Whoever relies on one of these and misses it computes with undefined, and nothing breaks. Some servers give unset properties no value. */
const harmless: ReadonlySet<string> = new Set([
  'xsd:anyType',
  'xsd:boolean',
  'xsd:byte',
  'xsd:short',
  'xsd:int',
  'xsd:long',
  'xsd:float',
  'xsd:double',
]);
