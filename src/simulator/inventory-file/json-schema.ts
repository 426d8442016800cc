import { z } from 'zod';
import { inventorySchema } from './schema.ts';

/** The JSON Schema of an inventory file, for editors. */
export function inventoryJsonSchema(): object {
  return z.toJSONSchema(inventorySchema, { io: 'input' });
}
