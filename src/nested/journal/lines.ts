import { z } from 'zod';
import type { Job } from '../apply/job.ts';
import { stepNames } from '../apply/steps.ts';
import { journalSchema, planSchema } from './schema-names.ts';
import { DamagedFileError } from './sealed-lines.ts';

/** The shapes of the lines that plan files and journals are made of. Facts and findings are taken as they were written. */
const moRef = z.object({ type: z.string(), value: z.string() });
const key = z.object({ key: z.string(), from: z.string().nullable(), to: z.string().nullable() });
const change = z.object({
  nestedHVEnabled: z.object({ from: z.boolean(), to: z.boolean() }).optional(),
  extraConfig: z.array(key),
});
const plan = z.object({
  facts: z.looseObject({ endpoint: z.string(), moRef, name: z.string(), path: z.string() }),
  change,
  fate: z.enum(['change', 'unchanged', 'blocked']),
  steps: z.looseObject({}),
  keepApart: z.array(z.string()),
  findings: z.array(z.looseObject({ code: z.string() })),
});
const job = z.object({
  plan,
  powerAfter: z.enum(['poweredOn', 'poweredOff']),
  templateAfter: z.boolean(),
  mayGoOff: z.literal(true).optional(),
});

const time = z.iso.datetime();

const planHeader = z.object({
  kind: z.literal('plan'),
  schema: z.literal(planSchema),
  createdAt: time,
});
const journalHeader = z.object({
  kind: z.literal('journal'),
  schema: z.literal(journalSchema),
  startedAt: time,
  command: z.string(),
  /** How many follow: a run that was killed while it wrote them has begun nothing. */
  vms: z.int(),
});
const vm = z.object({ kind: z.literal('vm'), job });
const resumed = z.object({ kind: z.literal('resumed'), at: time });
const rolledBack = z.object({ kind: z.literal('rolled-back'), at: time, by: z.string() });
const step = z.object({
  kind: z.literal('step'),
  at: time,
  vm: z.string(),
  step: z.enum(stepNames),
});
const outcome = z.object({
  kind: z.literal('outcome'),
  at: time,
  vm: z.string(),
  outcome: z.enum(['changed', 'unverified', 'failed', 'left-off', 'open', 'unknown', 'untouched']),
  error: z
    .object({ code: z.string(), message: z.string(), fault: z.string().optional() })
    .optional(),
});

const line = z.discriminatedUnion('kind', [
  planHeader,
  journalHeader,
  vm,
  resumed,
  rolledBack,
  step,
  outcome,
]);

export type Line = z.infer<typeof line>;
export type JournalHeader = z.infer<typeof journalHeader>;

/** @throws DamagedFileError where a line is none of ours, or of a later version's */
export function readLine(path: string, value: unknown, number: number): Line {
  const { data, error } = line.safeParse(value);
  if (data === undefined) {
    const [issue] = error.issues;
    const where = issue === undefined ? '' : `${issue.path.join('.')} ${issue.message}`;
    throw new DamagedFileError(
      path,
      `is no plan or journal that this version reads: line ${number}: ${where}`,
    );
  }
  return data;
}

/** A job as it was written: what the schema does not look into was made by us, and the trailer or the folder's mode guards it. */
export function jobOfLine(data: Extract<Line, { kind: 'vm' }>): Job {
  return data.job as unknown as Job;
}
