import { type Schema, vim25Schema } from '../../vim25/schema-table.ts';
import { compareVersions } from '../../vim25/version.ts';
import * as more from '../schema.ts';
import { since } from './since.ts';

/** What the simulator speaks: the client's schema, and what only other clients use. */
export const simulatorSchema: Schema = vim25Schema.extend(more);

const byVersion = new Map<string, Schema>();

/** The schema as a version of the API has it: a server hides later fields from who asks with it (docs/facts.md#hidden-fields). */
export function schemaAsOf(version: string): Schema {
  const known = byVersion.get(version);
  if (known !== undefined) {
    return known;
  }
  const schema = simulatorSchema.without((type, field) => {
    const first = since[type]?.[field];
    return first !== undefined && compareVersions(version, first) < 0;
  });
  byVersion.set(version, schema);
  return schema;
}
