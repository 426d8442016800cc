import { cut } from '../errors.ts';
import { itemTypeOf } from './decode-frame.ts';
import { propertiesOf } from './managed-types/managed-types.ts';
import { formatMoRef, isMoRef, type MoRef } from './moref.ts';
import { type Field, vim25Schema } from './schema-table.ts';
import type { RetrieveResult, UpdateSet } from './types.ts';
import type { AnyValue, WireObject } from './value.ts';

/** By managed type and path: a fleet's answer has a million properties of a few dozen paths. */
const known = new Map<string, Field | undefined>();

/**
 * What a property of a managed object is, by its path: `config.hardware` of a VirtualMachine is a VirtualHardware.
 *
 * @returns undefined for a path that the schema does not know, or that goes through a list
 */
function propertyField(managedType: string, path: string): Field | undefined {
  const key = `${managedType} ${path}`;
  if (!known.has(key)) {
    // A server can name any number of paths.
    if (known.size > 10_000) {
      known.clear();
    }
    known.set(key, find(managedType, path.split('.')));
  }
  return known.get(key);
}

function find(managedType: string, [first = '', ...steps]: readonly string[]): Field | undefined {
  let field = propertiesOf(managedType)?.get(first);
  for (const step of steps) {
    const fields = field?.list ? undefined : vim25Schema.complexType(field?.type ?? '')?.fields;
    field = fields?.get(step);
  }
  return field;
}

/** An object of an answer, with the properties that were read of it. */
export interface ReadObject {
  readonly obj: MoRef;
  readonly properties: readonly { readonly name: string; readonly val?: AnyValue }[];
}

/** The objects of an answer that holds properties: of a read, and of an update. */
export function readObjects(returnval: unknown): readonly ReadObject[] {
  const { objects = [], filterSet = [] } = (returnval ?? {}) as Partial<RetrieveResult & UpdateSet>;
  const updates = filterSet.flatMap(({ objectSet = [] }) => objectSet);
  return [
    ...objects.map(({ obj, propSet = [] }) => ({ obj, properties: propSet })),
    ...updates.map(({ obj, changeSet = [] }) => ({ obj, properties: changeSet })),
  ];
}

/**
 * Looks for a property whose value is not of the property's type. A value stands as xsd:anyType on the wire, so only the server says what it
 * is, and whoever reads a property relies on its type.
 *
 * @returns what is wrong: `config.hardware of VirtualMachine:vm-1 is no VirtualHardware`; undefined if nothing is
 */
export function findMistyped(objects: readonly ReadObject[]): string | undefined {
  for (const { obj, properties } of objects) {
    for (const { name, val } of properties) {
      const field = propertyField(obj.type, name);
      // Some servers name an unset property and give it no value.
      if (field !== undefined && val !== undefined && !isOf(val, field)) {
        const kind = field.list ? `list of ${field.type}` : field.type;
        return `${name} of ${cut(formatMoRef(obj), 100)} is no ${kind}`;
      }
    }
  }
  return undefined;
}

function isOf(value: AnyValue, { type, list }: Field): boolean {
  if (list) {
    const itemType = Array.isArray(value) ? itemTypeOf(value) : undefined;
    return itemType !== undefined && fits(itemType, type);
  }
  switch (kindOf(type)) {
    case 'anything':
      return true;
    case 'reference':
      return isMoRef(value);
    case 'object':
      return isObject(value) && fits((value as WireObject)._type ?? type, type);
    default:
      return typeof value === kindOf(type);
  }
}

function isObject(value: AnyValue): boolean {
  return typeof value === 'object' && !Array.isArray(value) && !isMoRef(value);
}

/** Whether what was read as one type may stand where another belongs. Its fields were read by the type that it names. */
function fits(named: string, type: string): boolean {
  const kind = kindOf(type);
  return (
    kind === 'anything' ||
    (kindOf(named) === kind && (kind !== 'object' || vim25Schema.isA(named, type)))
  );
}

/** What the decoder makes of a type. Of a type that the schema leaves out nothing is known. */
function kindOf(type: string) {
  switch (type) {
    case 'xsd:anyType':
      return 'anything';
    case 'xsd:boolean':
      return 'boolean';
    case 'xsd:long':
      return 'bigint';
    case 'xsd:byte':
    case 'xsd:short':
    case 'xsd:int':
    case 'xsd:float':
    case 'xsd:double':
      return 'number';
    case 'ManagedObjectReference':
      return 'reference';
    default:
      if (type.startsWith('xsd:') || vim25Schema.isEnum(type)) {
        return 'string';
      }
      return vim25Schema.complexType(type) === undefined ? 'anything' : 'object';
  }
}
