import type { Session } from '../../../vsphere/index.ts';
import type { PlanOptions } from '../../plan/plan.ts';
import { type AroundOptions, surroundingsByEndpoint } from '../../plan/surroundings-of.ts';
import type { VmRecord } from '../journal/read-journal.ts';
import { planRollback, type Seen, type VmRecovery } from './plan-vm-recovery.ts';

/** What a rollback may do. */
export interface RollbackPlanOptions extends PlanOptions, AroundOptions {}

/**
 * Plans how to undo VMs. For those that have to be power-cycled it reads what is around them, as for any change, so that what stands in the
 * way of their coming back up is told beforehand.
 *
 * @param seen what a VM is now, details among it
 */
export async function planRollbacks(
  sessions: readonly Session[],
  records: readonly VmRecord[],
  seen: (record: VmRecord) => Seen,
  options: RollbackPlanOptions = {},
): Promise<readonly VmRecovery[]> {
  const { selfOf: _unused, signal: _none, ...planOptions } = options;
  const drafts = records.flatMap((record) => {
    const draft = planRollback(record, seen(record), planOptions);
    return draft === undefined ? [] : [{ record, draft }];
  });
  const cycled = drafts.flatMap(({ draft }) => (cyclesPower(draft) ? [draft.job.plan] : []));
  const byEndpoint = await surroundingsByEndpoint(sessions, cycled, options);
  return drafts.map(({ record, draft }) => {
    if (!cyclesPower(draft)) {
      return draft;
    }
    const surroundings = byEndpoint.get(draft.job.plan.facts.endpoint);
    return planRollback(record, seen(record), planOptions, surroundings) ?? draft;
  });
}

function cyclesPower({ kind, job }: VmRecovery): boolean {
  return kind !== 'moved-on' && job.plan.steps.powerCycle !== undefined;
}
