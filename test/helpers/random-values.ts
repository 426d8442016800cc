import { complexTypes, enums } from '../../src/vim25/schema.ts';
import { type Field, type Schema, vim25Schema } from '../../src/vim25/schema-table.ts';

/** Types that the schema names for a field and leaves out cannot be written; a type that requires one cannot either. */
function isWritable(schema: Schema, type: string, above: readonly string[] = []): boolean {
  if (type.startsWith('xsd:') || type === 'ManagedObjectReference' || schema.isEnum(type)) {
    return true;
  }
  const fields = schema.complexType(type)?.fields;
  return (
    fields !== undefined &&
    !above.includes(type) &&
    [...fields.values()].every(
      (field) => field.optional || isWritable(schema, field.type, [...above, type]),
    )
  );
}

const schema = vim25Schema;

/** The types of the schema that a value can be made of. */
export const writableTypes: readonly string[] = [...Object.keys(complexTypes), ...enums].filter(
  (type) => isWritable(schema, type),
);

const subtypes = new Map(
  writableTypes.map((base) => [
    base,
    writableTypes.filter((type) => type !== base && schema.isA(type, base)),
  ]),
);

const texts = [
  '',
  ' ',
  'vm-42',
  ' a ',
  '<&>"\'',
  ']]>',
  'a\r\nb\tc',
  'é机🖥️',
  '&amp;',
  '000',
  'TRUE',
];
const deepest = 4;

/** Makes values of the schema's types; the same seed makes the same values. */
export class RandomValues {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `limit` (a linear congruential generator; the constants are Numerical Recipes'). */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  of(type: string, depth = 0): unknown {
    switch (type) {
      case 'xsd:boolean':
        return this.below(2) === 1;
      case 'xsd:byte':
        return this.below(256) - 128;
      case 'xsd:short':
        return this.below(65536) - 32768;
      case 'xsd:int':
        return this.below(2 ** 32) - 2 ** 31;
      case 'xsd:long':
        return BigInt.asIntN(64, BigInt(this.below(2 ** 32)) * BigInt(this.below(2 ** 32)) * 7n);
      case 'xsd:float':
      case 'xsd:double':
        return this.below(1000) + 0.25;
      case 'xsd:anyType':
        return this.#anything(depth);
      case 'ManagedObjectReference':
        return {
          type: this.#pick(['Task', 'VirtualMachine', 'a"b']),
          value: `moid-${this.below(99)}`,
          ...(this.below(4) === 0 && { serverGuid: this.#pick(['5f1c', 'a"b']) }),
        };
      default:
        return type.startsWith('xsd:') || schema.isEnum(type)
          ? this.#pick(texts)
          : this.#object(type, depth);
    }
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  #anything(depth: number): unknown {
    const scalars = [
      'xsd:string',
      'xsd:boolean',
      'xsd:int',
      'xsd:long',
      'xsd:double',
      'ManagedObjectReference',
    ];
    return depth < deepest && this.below(3) === 0
      ? { _type: 'OptionValue', ...this.#fields('OptionValue', depth) }
      : this.of(this.#pick(scalars), depth);
  }

  #object(declared: string, depth: number): Record<string, unknown> {
    const others = subtypes.get(declared) ?? [];
    if (others.length === 0 || this.below(2) === 0) {
      return this.#fields(declared, depth);
    }
    const type = this.#pick(others);
    return { _type: type, ...this.#fields(type, depth) };
  }

  #fields(type: string, depth: number): Record<string, unknown> {
    const fields = schema.complexType(type)?.fields ?? new Map<string, Field>();
    const value: Record<string, unknown> = {};
    // Backwards, so that nobody's order comes out right by chance.
    for (const field of [...fields.values()].reverse()) {
      const isLeftOut = !isWritable(schema, field.type) || depth >= deepest || this.below(3) === 0;
      if (field.optional && isLeftOut) {
        continue;
      }
      value[field.name] = field.list
        ? Array.from({ length: 1 + this.below(2) }, () => this.of(field.type, depth + 1))
        : this.of(field.type, depth + 1);
    }
    return value;
  }
}
