import { z } from 'zod';
import type { DownLimit } from '../../plan/down-limits.ts';
import type { RunLimits } from '../../plan/run-limits.ts';
import type { Fields } from './job-schema.ts';

const downLimit = z.strictObject({
  key: z.union([
    z.literal('folder'),
    z.templateLiteral(['attribute:', z.string()]),
    z.templateLiteral(['name:', z.string()]),
  ]),
  most: z.int().min(1),
} satisfies Fields<DownLimit>);

export const limits = z.strictObject({
  exclude: z.array(z.string()).readonly(),
  excluded: z.int().min(0),
  maxDownPer: z.array(downLimit).readonly(),
} satisfies Fields<RunLimits>);
