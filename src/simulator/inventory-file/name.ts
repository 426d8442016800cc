import { z } from 'zod';

/** What every object of an inventory has. */
export const name = z.string().min(1);
