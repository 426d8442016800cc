import { type Schema, vim25Schema } from '../../vim25/schema-table.ts';
import * as more from '../schema.ts';

/** What the simulator speaks: the client's schema, and what only other clients use. */
export const simulatorSchema: Schema = vim25Schema.extend(more);
