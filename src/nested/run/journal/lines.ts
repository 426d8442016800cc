import { z } from 'zod';
import type { Job } from '../job.ts';
import { type Failure, outcomeMeanings } from '../outcome.ts';
import { stepNames } from '../steps.ts';
import { DamagedFileError, fixForLine, laterVersionError } from './damaged-file.ts';
import { type Fields, job } from './job-schema.ts';
import { limits } from './limits-schema.ts';
import { journalSchemas, planSchemas } from './schema-names.ts';
import { readSealedLines } from './sealed-lines.ts';

/** The shapes of the lines that plan files and journals are made of. A key that is not here is refused, at every level. */
const time = z.iso.datetime();

const planHeader = z.strictObject({
  kind: z.literal('plan'),
  schema: z.enum(planSchemas),
  createdAt: time,
  limits: limits.optional(),
});
const journalHeader = z.strictObject({
  kind: z.literal('journal'),
  schema: z.enum(journalSchemas),
  startedAt: time,
  command: z.string(),
  /** What names the run's requests in the servers' logs; journals of before have none. */
  operationId: z.string().optional(),
  /** How many follow: a run that was killed while it wrote them has begun nothing. */
  vms: z.int(),
  limits: limits.optional(),
  /** As asked for; absent where they were not, and in journals of before. */
  limit: z.int().min(1).optional(),
  canary: z.int().min(1).optional(),
});
const vm = z.strictObject({ kind: z.literal('vm'), job });
const resumed = z.strictObject({
  kind: z.literal('resumed'),
  at: time,
  operationId: z.string().optional(),
});
const rolledBack = z.strictObject({ kind: z.literal('rolled-back'), at: time, by: z.string() });
const step = z.strictObject({
  kind: z.literal('step'),
  at: time,
  vm: z.string(),
  step: z.enum(stepNames),
});
const failure = z.strictObject({
  code: z.string(),
  message: z.string(),
  fault: z.string().optional(),
} satisfies Fields<Failure>);
const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] =>
  Object.keys(table) as Name[];
const outcome = z.strictObject({
  kind: z.literal('outcome'),
  at: time,
  vm: z.string(),
  outcome: z.enum(namesOf(outcomeMeanings)),
  error: failure.optional(),
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

interface Lines {
  readonly lines: readonly Line[];
  readonly isSealed: boolean;
}

/** @throws DamagedFileError if a line was changed, or is not of this version */
export function readLines(path: string, text: string): Lines {
  const { lines, isSealed, isChecked } = readSealedLines(path, text);
  refuseLaterSchema(path, lines[0]);
  const read = lines.map((value, index) => readLine(path, value, index + 1));
  const [header] = read;
  const isFirstFormat =
    header !== undefined &&
    'schema' in header &&
    (header.schema === journalSchemas.first || header.schema === planSchemas.first);
  if (header !== undefined && !isChecked && !isFirstFormat) {
    const reason = 'line 1 was changed after it was written: it has no check';
    throw new DamagedFileError(path, reason, fixForLine(undefined, 1));
  }
  return { lines: read, isSealed };
}

function refuseLaterSchema(path: string, header: unknown): void {
  const { schema } = (header ?? {}) as { readonly schema?: unknown };
  const known: readonly unknown[] = [
    ...Object.values(journalSchemas),
    ...Object.values(planSchemas),
  ];
  if (typeof schema === 'string' && /^vhv\/[\w-]+\/\d+$/.test(schema) && !known.includes(schema)) {
    throw laterVersionError(path, `it has the format ${schema}`);
  }
}

function readLine(path: string, value: unknown, number: number): Line {
  const { data, error } = line.safeParse(value);
  if (data !== undefined) {
    return data;
  }
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => [...issue.path, key].join('.')).join(', ');
    throw laterVersionError(path, `line ${number} has ${keys}`);
  }
  const where =
    issue === undefined ? '' : `: ${issue.path.join('.')} has another value than vhv writes`;
  const reason = `line ${number} is not of a plan or journal of this version${where}`;
  throw new DamagedFileError(path, reason, fixForLine(undefined, number));
}

/** A job as it was written. */
export function jobOfLine(data: Extract<Line, { kind: 'vm' }>): Job {
  return data.job as unknown as Job;
}
