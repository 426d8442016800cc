import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import { jobOf } from '../../src/nested/run/job.ts';
import { type Applied, runJobs } from '../../src/nested/run/jobs/run-jobs.ts';
import type { JobOptions } from '../../src/nested/run/options.ts';
import type { Session } from '../../src/vsphere/index.ts';

/** What a run does to VMs, without the locks and the journal that `run` puts around it. */
export function apply(
  sessions: Session | readonly Session[],
  plans: readonly VmPlan[],
  options: JobOptions = {},
): Promise<Applied> {
  const jobs = plans.filter(({ fate }) => fate === 'change').map(jobOf);
  return runJobs([sessions].flat(), jobs, options);
}
