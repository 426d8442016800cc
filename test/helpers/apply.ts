import type { Session, VmPlan } from '../../src/index.ts';
import { type Applied, runJobs } from '../../src/nested/apply/apply.ts';
import { jobOf } from '../../src/nested/apply/job.ts';
import type { ApplyOptions } from '../../src/nested/apply/options.ts';

/** What a run does to VMs, without the locks and the journal that `run` puts around it. */
export function apply(
  sessions: Session | readonly Session[],
  plans: readonly VmPlan[],
  options: ApplyOptions = {},
): Promise<Applied> {
  const jobs = plans.filter(({ fate }) => fate === 'change').map(jobOf);
  return runJobs([sessions].flat(), jobs, options);
}
