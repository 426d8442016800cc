import { keysOf } from '../../plan/change.ts';
import { isPlannedKey, visible } from '../../plan/extra-config.ts';
import type { VmPlan } from '../../plan/plan.ts';
import type { RunLimits } from '../../plan/run-limits.ts';
import { type Job, jobOf } from '../job.ts';
import { DamagedFileError, makePlanAgain } from './damaged-file.ts';
import { planSchemas } from './schema-names.ts';
import { LineChain } from './sealed-lines.ts';

export interface PlanFile {
  /** When the facts were read. */
  readonly createdAt: Date;
  readonly plans: readonly VmPlan[];
  readonly limits?: RunLimits;
}

/** JSON lines: a header, a line for each VM, and a trailer. Each line ends with a check, and the trailer's covers all of them. */
export function formatPlanFile({ createdAt, plans, limits }: PlanFile): string {
  const header = {
    kind: 'plan',
    schema: planSchemas.now,
    createdAt: createdAt.toISOString(),
    ...(limits !== undefined && { limits }),
  };
  const lines = plans.map((plan): object => ({ kind: 'vm', job: jobOf(plan) }));
  const chain = new LineChain();
  return [header, ...lines].map((line) => chain.add(line)).join('') + chain.addTrailer();
}

/** @throws DamagedFileError if the file is not a plan, is not whole, or was changed, or plans a key that is none */
export async function readPlanFile(path: string, text: string): Promise<PlanFile> {
  // What checks the lines takes long to load, and few commands read files.
  const { jobOfLine, readLines } = await import('./lines.ts');
  const { lines, isSealed } = readLines(path, text);
  const [header, ...vms] = lines;
  if (header?.kind !== 'plan') {
    throw new DamagedFileError(path, 'it is not a plan', makePlanAgain);
  }
  if (!isSealed) {
    throw new DamagedFileError(path, 'its last line is missing', makePlanAgain);
  }
  const jobs = vms.map((line): Job => {
    if (line.kind !== 'vm') {
      const reason = `it is a plan with a line of kind ${line.kind}`;
      throw new DamagedFileError(path, reason, makePlanAgain);
    }
    const job = jobOfLine(line);
    const wrong = keysOf(job.plan.change).find((key) => !isPlannedKey(key));
    if (wrong !== undefined) {
      const reason = `it plans ${visible(wrong)}, which is no key of an advanced option that can be set`;
      throw new DamagedFileError(path, reason, makePlanAgain);
    }
    return job;
  });
  const { createdAt, limits } = header;
  return {
    createdAt: new Date(createdAt),
    plans: jobs.map(({ plan }) => plan),
    ...(limits !== undefined && { limits }),
  };
}
