import type { VmOutcome } from '../nested/apply/outcome.ts';
import type { VmChange } from '../nested/plan/change.ts';
import type { Finding } from '../nested/plan/finding-codes.ts';
import type { VmPlan } from '../nested/plan/plan.ts';
import { findingMessages } from './messages.ts';
import type { Column } from './table.ts';

/** `nestedHVEnabled: off → on, disk.EnableUUID: (none) → TRUE`. */
export function describeChange(change: VmChange): string {
  const flag = change.nestedHVEnabled;
  const onOff = (value: boolean): string => (value ? 'on' : 'off');
  const parts =
    flag === undefined ? [] : [`nestedHVEnabled: ${onOff(flag.from)} → ${onOff(flag.to)}`];
  for (const { key, from, to } of change.extraConfig) {
    parts.push(`${key}: ${from ?? '(none)'} → ${to ?? '(none)'}`);
  }
  return parts.join(', ');
}

/** `POWER_CYCLE_REQUIRED: the VM runs … Remedy: shut it down and try again.` */
export function describeFinding({ code }: Finding): string {
  const { meaning, remedy } = findingMessages[code];
  return `${code}: ${meaning}; ${remedy}`;
}

interface PlanRow {
  readonly path: string;
  readonly fate: string;
  readonly change: string;
  readonly findings: string;
}

export function describePlans(plans: readonly VmPlan[]): readonly PlanRow[] {
  return plans.map(({ facts, fate, change, findings }) => ({
    path: facts.path,
    fate,
    change: describeChange(change),
    findings: findings.map(describeFinding).join('. '),
  }));
}

export const planColumns: readonly Column<PlanRow>[] = [
  { heading: 'VM', cell: (row) => row.path },
  { heading: 'PLAN', cell: (row) => row.fate },
  { heading: 'CHANGE', cell: (row) => row.change },
  { heading: 'FINDINGS', cell: (row) => row.findings },
];

interface OutcomeRow {
  readonly path: string;
  readonly outcome: string;
  readonly detail: string;
}

/** What became of the VMs that were to be changed, and what keeps the others from it. */
export function describeOutcomes(
  outcomes: readonly VmOutcome[],
  blocked: readonly VmPlan[],
): readonly OutcomeRow[] {
  const changed = outcomes.map(({ plan, outcome, error }) => ({
    path: plan.facts.path,
    outcome,
    detail:
      error === undefined
        ? [describeChange(plan.change), ...plan.findings.map(describeFinding)].join('. ')
        : `${error.code}: ${error.message}`,
  }));
  const left = blocked.map(({ facts, findings }) => ({
    path: facts.path,
    outcome: 'blocked',
    detail: findings.map(describeFinding).join('. '),
  }));
  return [...changed, ...left];
}

export const outcomeColumns: readonly Column<OutcomeRow>[] = [
  { heading: 'VM', cell: (row) => row.path },
  { heading: 'OUTCOME', cell: (row) => row.outcome },
  { heading: 'DETAIL', cell: (row) => row.detail },
];
