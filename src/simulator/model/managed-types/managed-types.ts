import { type Field, Schema } from '../../../vim25/schema-table.ts';
import { entityTypes } from './entities.ts';
import { serviceTypes } from './services.ts';
import { unservedTypes } from './unserved-types.ts';

/**
 * The managed object types and all their properties, as the API reference lists them, in the notation of the schema tables. A
 * property stands here even where the simulator leaves it unset: asking for it is no mistake, asking for another one is.
 */
const types = new Schema({
  complexTypes: { ...entityTypes, ...serviceTypes },
  enums: [],
  operations: {},
});

/** Whether vim25 has a type of managed objects of this name; the simulator may have no object of it. */
export function isManagedTypeName(name: string): boolean {
  return propertiesOf(name) !== undefined || unservedTypes.has(name);
}

/** All properties of a managed object type, inherited ones too; undefined for a type that the simulator has no objects of. */
export function propertiesOf(type: string): ReadonlyMap<string, Field> | undefined {
  return types.complexType(type)?.fields;
}

/** Whether a managed object type is `ancestor` or inherits from it. */
export function isManagedType(type: string, ancestor: string): boolean {
  return types.isA(type, ancestor);
}
