import { type Job, jobOf } from '../apply/job.ts';
import type { VmPlan } from '../plan/plan.ts';
import { planSchema } from './schema-names.ts';
import { DamagedFileError, formatLine, formatTrailer, readSealedLines } from './sealed-lines.ts';

export interface PlanFile {
  /** When the facts were read. */
  readonly createdAt: Date;
  readonly plans: readonly VmPlan[];
}

/** JSON lines: a header, a line for each VM, and a trailer that seals them. */
export function formatPlanFile({ createdAt, plans }: PlanFile): string {
  const header = { kind: 'plan', schema: planSchema, createdAt: createdAt.toISOString() };
  const lines = plans.map((plan): object => ({ kind: 'vm', job: jobOf(plan) }));
  const text = [header, ...lines].map(formatLine).join('');
  return text + formatTrailer(text);
}

/** @throws DamagedFileError for a file that is no plan, is not whole, or was changed by hand */
export async function readPlanFile(path: string, text: string): Promise<PlanFile> {
  // What checks the lines takes long to load, and few commands read files.
  const { jobOfLine, readLine } = await import('./lines.ts');
  const { lines, isSealed } = readSealedLines(path, text);
  const [header, ...vms] = lines.map((line, index) => readLine(path, line, index + 1));
  if (header?.kind !== 'plan') {
    throw new DamagedFileError(path, 'is no plan: vhv plan --out FILE writes one');
  }
  if (!isSealed) {
    throw new DamagedFileError(path, 'is not whole: its last line is missing');
  }
  const jobs = vms.map((line): Job => {
    if (line.kind !== 'vm') {
      throw new DamagedFileError(path, `is no plan: it has a line of kind ${line.kind}`);
    }
    return jobOfLine(line);
  });
  return { createdAt: new Date(header.createdAt), plans: jobs.map(({ plan }) => plan) };
}
