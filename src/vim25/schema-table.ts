import * as vim from './schema.ts';

/**
 * The notation of the generated schema: fields stand in wire order, a type is `xsd:…` or the name of a vim25 type,
 * followed by `?` (optional), `*` (any number), `+` (one or more) or nothing (exactly one).
 */
export interface SchemaTable {
  readonly complexTypes: Readonly<
    Record<string, { readonly base?: string; readonly fields: Readonly<Record<string, string>> }>
  >;
  readonly enums: readonly string[];
  readonly operations: Readonly<
    Record<string, { readonly request: string; readonly response: string }>
  >;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly list: boolean;
}

/** A type with the fields of its whole ancestry, the base's first: the order in which they stand on the wire. */
export interface ComplexType {
  readonly name: string;
  readonly base: string | undefined;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields that a later version of the API has, of a schema that is an older one's: a value may hold them, and they are not written. */
  readonly hidden: ReadonlySet<string>;
}

/** A request or a response is named after its operation: `Login`, `LoginResponse`. */
export interface Message {
  readonly operation: string;
  readonly type: string;
}

function parseField(name: string, notation: string): Field {
  const mark = notation.at(-1);
  const list = mark === '*' || mark === '+';
  const optional = mark === '*' || mark === '?';
  return { name, type: list || optional ? notation.slice(0, -1) : notation, optional, list };
}

/** Looks types up in one or more generated tables; a later table adds to an earlier one. */
export class Schema {
  readonly #tables: readonly SchemaTable[];
  readonly #types = new Map<string, ComplexType>();
  readonly #enums: ReadonlySet<string>;
  readonly #messages = new Map<string, Message>();
  readonly #messageTypes = new Set<string>();
  #hides: (type: string, field: string) => boolean = () => false;

  constructor(...tables: readonly SchemaTable[]) {
    this.#tables = tables;
    this.#enums = new Set(tables.flatMap((table) => table.enums));
    for (const table of tables) {
      for (const [operation, { request, response }] of Object.entries(table.operations)) {
        this.#messages.set(operation, { operation, type: request });
        this.#messages.set(`${operation}Response`, { operation, type: response });
        this.#messageTypes.add(request).add(response);
      }
    }
  }

  /** This schema with another table's types and operations beside its own. */
  extend(table: SchemaTable): Schema {
    return new Schema(...this.#tables, table);
  }

  /** This schema as an older version of the API has it. `hides` is asked for each field of each type that declares it. */
  without(hides: (type: string, field: string) => boolean): Schema {
    const older = new Schema(...this.#tables);
    older.#hides = hides;
    return older;
  }

  complexType(name: string): ComplexType | undefined {
    const cached = this.#types.get(name);
    if (cached !== undefined) {
      return cached;
    }
    const own = this.#tables.find((table) => Object.hasOwn(table.complexTypes, name))?.complexTypes[
      name
    ];
    if (own === undefined) {
      return undefined;
    }
    const inherited = own.base === undefined ? undefined : this.complexType(own.base);
    const fields = new Map(inherited?.fields);
    const hidden = new Set(inherited?.hidden);
    for (const [fieldName, notation] of Object.entries(own.fields)) {
      if (this.#hides(name, fieldName)) {
        hidden.add(fieldName);
      } else {
        fields.set(fieldName, parseField(fieldName, notation));
      }
    }
    const type = { name, base: own.base, fields, hidden };
    this.#types.set(name, type);
    return type;
  }

  isEnum(name: string): boolean {
    return this.#enums.has(name);
  }

  /** Whether `name` is `ancestor` or extends it. A type that the schema does not know extends nothing. */
  isA(name: string, ancestor: string): boolean {
    for (let type: string | undefined = name; type !== undefined; ) {
      if (type === ancestor) {
        return true;
      }
      type = this.complexType(type)?.base;
    }
    return false;
  }

  /** Every type that is `ancestor` or extends it. */
  typesThatAre(ancestor: string): readonly string[] {
    const names = this.#tables.flatMap((table) => Object.keys(table.complexTypes));
    return names.filter((name) => this.isA(name, ancestor));
  }

  /** Whether a type is that of a whole request or response. */
  isMessageType(name: string): boolean {
    return this.#messageTypes.has(name);
  }

  /** The message that an element inside the SOAP body is: `Login` or `LoginResponse`. */
  message(element: string): Message | undefined {
    return this.#messages.get(element);
  }
}

/** SOAP's own elements, told to the codec the way vim25's types are. */
const soap: SchemaTable = {
  complexTypes: {
    'soap:Envelope': { fields: { Header: 'xsd:anyType?', Body: 'soap:Body' } },
    'soap:Body': { fields: { Fault: 'soap:Fault?' } },
    'soap:Fault': {
      fields: {
        faultcode: 'xsd:string?',
        faultstring: 'xsd:string?',
        faultactor: 'xsd:string?',
        detail: 'soap:Detail?',
      },
    },
    'soap:Detail': { fields: {} },
  },
  enums: [],
  operations: {},
};

/** What the client speaks. */
export const vim25Schema: Schema = new Schema(soap, vim);

/** A Map: a server may name any type, `constructor` too. */
const primitiveItems: ReadonlyMap<string, string> = new Map([
  ['ArrayOfString', 'xsd:string'],
  ['ArrayOfBoolean', 'xsd:boolean'],
  ['ArrayOfByte', 'xsd:byte'],
  ['ArrayOfShort', 'xsd:short'],
  ['ArrayOfInt', 'xsd:int'],
  ['ArrayOfLong', 'xsd:long'],
  ['ArrayOfDouble', 'xsd:double'],
  ['ArrayOfAnyType', 'xsd:anyType'],
  ['ArrayOfAnyURI', 'xsd:anyURI'],
]);

/** `ArrayOfOptionValue` holds elements `OptionValue`, `ArrayOfString` elements `string`; undefined for other names. */
export function arrayItem(
  type: string,
): { readonly element: string; readonly type: string } | undefined {
  const primitive = primitiveItems.get(type);
  if (primitive !== undefined) {
    return { element: primitive.slice('xsd:'.length), type: primitive };
  }
  if (type.startsWith('ArrayOf') && type.length > 'ArrayOf'.length) {
    const item = type.slice('ArrayOf'.length);
    return { element: item, type: item };
  }
  return undefined;
}
