import type { Field } from '../../vim25/schema-table.ts';
import type { AnyValue, WireObject } from '../../vim25/value.ts';
import { simulatorSchema } from './schema.ts';

/** `xsd:string` → ArrayOfString, `OptionValue` → ArrayOfOptionValue. */
function arrayType(item: string): string {
  const name = item.startsWith('xsd:') ? item.slice('xsd:'.length) : item;
  return `ArrayOf${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

const plainTypes = new Set(['xsd:string', 'xsd:boolean', 'xsd:int', 'xsd:long', 'xsd:double']);

/** A value of a declared type as it stands where anything may stand, as in DynamicProperty.val: it says what it is. */
export function asAny(field: Pick<Field, 'type' | 'list'>, value: unknown): AnyValue {
  if (field.list) {
    return { _type: arrayType(field.type), value: value as readonly AnyValue[] };
  }
  if (plainTypes.has(field.type) || field.type === 'ManagedObjectReference') {
    return value as AnyValue;
  }
  if (field.type === 'xsd:anyType') {
    return value as AnyValue;
  }
  if (field.type.startsWith('xsd:') || simulatorSchema.isEnum(field.type)) {
    return { _type: field.type, value: value as AnyValue };
  }
  return { _type: field.type, ...(value as WireObject) };
}
