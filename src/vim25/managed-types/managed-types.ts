import { type Field, Schema } from '../schema-table.ts';
import { entityTypes } from './entities.ts';
import { serviceTypes } from './services.ts';

/**
 * The managed object types and all their properties, as the API reference lists them, in the notation of the schema tables. A
 * property stands here even if nobody reads it: asking for it is no mistake, asking for another one is.
 */
const types = new Schema({
  complexTypes: { ...entityTypes, ...serviceTypes },
  enums: [],
  operations: {},
});

/** Returns all properties of a managed object type, inherited ones too; undefined where there is no such type. */
export function propertiesOf(type: string): ReadonlyMap<string, Field> | undefined {
  return types.complexType(type)?.fields;
}

/** Whether a managed object type is `ancestor` or inherits from it. */
export function isManagedType(type: string, ancestor: string): boolean {
  return types.isA(type, ancestor);
}
