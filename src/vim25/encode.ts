import { InvalidValueError } from '../errors.ts';
import { formatScalar } from './encode-scalar.ts';
import { isMoRef, type MoRef } from './moref.ts';
import {
  arrayItem,
  type ComplexType,
  type Field,
  type Schema,
  vim25Schema,
} from './schema-table.ts';
import type { Operations } from './types.ts';
import type { WireObject } from './value.ts';

/** An element that is ready to be written: children in wire order, types named where the schema asks for it. */
export interface WireNode {
  readonly name: string;
  /** xsi:type, `xsd:long` or `TraversalSpec`; absent where the declared type says it all. */
  readonly type?: string;
  /** The managed object type of a reference: the attribute `type`. */
  readonly moType?: string;
  /** The server of a reference: the attribute `serverGuid`. */
  readonly serverGuid?: string;
  /** Text not yet escaped. A node has text or children, never both. */
  readonly text?: string;
  readonly children?: readonly WireNode[];
}

interface Context {
  readonly schema: Schema;
  /** The path to the value, for messages: `ReconfigVM_Task.spec.extraConfig[2].value`. */
  readonly place: string;
}

/**
 * Puts a method's arguments into wire order and checks them against the schema.
 *
 * @throws InvalidValueError naming the field: a required one is missing, an unknown one is given, a value is not of its type or
 * holds a character that XML cannot carry.
 */
export function encodeRequest<Name extends keyof Operations>(
  operation: Name,
  self: MoRef,
  parameters: Operations[Name]['parameters'],
  schema: Schema = vim25Schema,
): WireNode {
  return encodeMessage(operation, { _this: self, ...parameters }, schema);
}

/** Encodes a request or a response (`LoginResponse`) by the name of its element. */
export function encodeMessage(
  element: string,
  fields: object,
  schema: Schema = vim25Schema,
): WireNode {
  const message = schema.message(element);
  if (message === undefined) {
    throw new InvalidValueError(element, 'is no message that the schema knows');
  }
  return encodeAs(element, message.type, fields, { schema, place: element });
}

/** Encodes a value as an element of the given declared type. */
export function encodeElement(
  name: string,
  declared: string,
  value: unknown,
  schema: Schema = vim25Schema,
): WireNode {
  return encodeAs(name, declared, value, { schema, place: name });
}

function encodeAs(name: string, declared: string, value: unknown, context: Context): WireNode {
  if (declared === 'xsd:anyType') {
    return encodeAny(name, value, context);
  }
  if (declared.startsWith('xsd:') || context.schema.isEnum(declared)) {
    return { name, text: formatScalar(declared, value, context.place) };
  }
  if (declared === 'ManagedObjectReference') {
    return encodeReference(name, value, context);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidValueError(context.place, `must be a ${declared}`);
  }
  const named = '_type' in value && typeof value._type === 'string' ? value._type : declared;
  if (named !== declared && !context.schema.isA(named, declared)) {
    throw new InvalidValueError(context.place, `must be a ${declared}, and ${named} is none`);
  }
  const type = context.schema.complexType(named);
  if (type === undefined) {
    throw new InvalidValueError(
      context.place,
      `is of the type ${named}, which the schema does not know`,
    );
  }
  const children = encodeFields(type, value as Record<string, unknown>, context);
  return named === declared ? { name, children } : { name, type: named, children };
}

function encodeFields(
  type: ComplexType,
  value: Readonly<Record<string, unknown>>,
  context: Context,
): WireNode[] {
  refuseUnread(value, context);
  for (const key of Object.keys(value)) {
    const isKnown = type.fields.has(key) || type.hidden.has(key);
    if (!isKnown && key !== '_type' && key !== '_unknown') {
      throw new InvalidValueError(`${context.place}.${key}`, `is no field of ${type.name}`);
    }
  }
  const children: WireNode[] = [];
  for (const field of type.fields.values()) {
    const place = `${context.place}.${field.name}`;
    children.push(...encodeField(field, value[field.name], { schema: context.schema, place }));
  }
  return children;
}

/** Elements that were read without the schema knowing them: nobody can say where among the others they belong, and a server refuses a wrong order. */
function refuseUnread({ _unknown: unread = [] }: WireObject, { place }: Context): void {
  if (unread.length > 0) {
    const names = unread.map(({ name }) => name).join(', ');
    throw new InvalidValueError(
      place,
      `holds ${names}, which the schema does not know and cannot put in its place`,
    );
  }
}

function encodeField(field: Field, value: unknown, context: Context): WireNode[] {
  if (value === undefined) {
    if (!field.optional) {
      throw new InvalidValueError(context.place, 'is required');
    }
    return [];
  }
  if (!field.list) {
    return [encodeAs(field.name, field.type, value, context)];
  }
  if (!Array.isArray(value)) {
    throw new InvalidValueError(context.place, 'must be an array');
  }
  return value.map((item, index) =>
    encodeAs(field.name, field.type, item, {
      schema: context.schema,
      place: `${context.place}[${index}]`,
    }),
  );
}

function encodeReference(name: string, value: unknown, context: Context): WireNode {
  if (!isMoRef(value)) {
    throw new InvalidValueError(context.place, 'must be a managed object reference');
  }
  const attribute = (key: 'type' | 'serverGuid') =>
    formatScalar('xsd:string', value[key], `${context.place}.${key}`);
  return {
    name,
    moType: attribute('type'),
    ...(value.serverGuid !== undefined && { serverGuid: attribute('serverGuid') }),
    text: formatScalar('xsd:string', value.value, context.place),
  };
}

const typeOfScalar: Readonly<Record<string, string>> = {
  string: 'xsd:string',
  boolean: 'xsd:boolean',
  bigint: 'xsd:long',
};

/** Where anything may stand, the value must say what it is: JavaScript's type, a reference, or a `_type`. */
function encodeAny(name: string, value: unknown, context: Context): WireNode {
  const scalar =
    typeof value === 'number'
      ? Number.isInteger(value)
        ? 'xsd:int'
        : 'xsd:double'
      : typeOfScalar[typeof value];
  if (scalar !== undefined) {
    return { name, type: scalar, text: formatScalar(scalar, value, context.place) };
  }
  if (isMoRef(value)) {
    return { ...encodeReference(name, value, context), type: 'ManagedObjectReference' };
  }
  if (typeof value !== 'object' || value === null || !('_type' in value)) {
    throw new InvalidValueError(context.place, 'does not say its type: give it a _type');
  }
  const type = String(value._type);
  if (context.schema.complexType(type) !== undefined) {
    return { ...encodeAs(name, type, value, context), type };
  }
  return encodeTyped(name, type, 'value' in value ? value.value : undefined, context);
}

/** `{_type, value}`: an array, or a scalar of a type that JavaScript has no type for. */
function encodeTyped(name: string, type: string, value: unknown, context: Context): WireNode {
  const item = arrayItem(type);
  if (item !== undefined) {
    const field = { name: item.element, type: item.type, optional: true, list: true };
    return { name, type, children: encodeField(field, value, context) };
  }
  return { name, type, text: formatScalar(type, value, context.place) };
}
