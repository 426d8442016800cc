import { decodeName } from '../entity-name.ts';
import type { VmChange } from '../nested/plan/change.ts';
import type { Finding } from '../nested/plan/finding-codes.ts';
import type { PlannedActions, VmPlan } from '../nested/plan/plan.ts';
import type { Profile } from '../nested/plan/profiles.ts';
import type { VmOutcome } from '../nested/run/outcome.ts';
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

/** `power cycle (soft), hardware → vmx-19`: what has to be done besides the change. */
function describeActions(actions: PlannedActions): string {
  const { powerCycle, discardSuspended, upgradeHardware, convertTemplate } = actions;
  return [
    ...(convertTemplate === undefined ? [] : ['convert to a VM and back']),
    ...(discardSuspended === undefined ? [] : ['discard the suspended state']),
    ...(powerCycle === undefined ? [] : [`power cycle (${powerCycle})`]),
    ...(upgradeHardware === undefined ? [] : [`hardware → ${upgradeHardware}`]),
  ].join(', ');
}

/** What a profile sets, why, and at what price. */
export function describeProfile(name: string, { purpose, keys }: Profile): string {
  const lines = keys.map(
    ({ key, value, source, sideEffect }) =>
      `  ${key} = ${value}\n    why: ${source}\n    price: ${sideEffect}\n`,
  );
  const nothing = keys.length === 0 ? ': nestedHVEnabled, and no advanced option' : '';
  return `Profile ${name}, ${purpose}${nothing}\n${lines.join('')}`;
}

/** `SNAPSHOTS`, `MISSING_PRIVILEGE (VirtualMachine.Config.Settings)`, `MANAGED_BY (accepted)`. */
function formatCode({ code, evidence, accepted }: Finding): string {
  const notes = [
    ...(findingMessages[code].showsEvidence === true ? Object.values(evidence) : []),
    ...(accepted === true ? ['accepted'] : []),
  ];
  return notes.length === 0 ? code : `${code} (${notes.join(', ')})`;
}

/** The codes of findings: what they mean stands in the legend. */
export function formatCodes(findings: readonly Finding[]): string {
  return findings.map(formatCode).join(', ');
}

/** Each finding of these plans once, with its sentence and its remedy. */
export function formatLegend(plans: readonly VmPlan[]): string {
  const findings = plans.flatMap((plan) => plan.findings);
  const byCode = new Map(findings.map((one) => [one.code, one]));
  return [...byCode.values()].map((one) => `${describeFinding(one)}.\n`).join('');
}

/** `POWER_CYCLE_REQUIRED: the VM runs … Remedy: shut it down and try again.` */
export function describeFinding({ code }: Finding): string {
  const { meaning, remedy } = findingMessages[code];
  return `${code}: ${meaning}; ${remedy}`;
}

interface PlanRow {
  readonly endpoint: string;
  readonly path: string;
  readonly fate: string;
  readonly change: string;
  readonly findings: string;
}

export function describePlans(plans: readonly VmPlan[]): readonly PlanRow[] {
  return plans.map(({ facts, fate, change, steps, findings }) => ({
    endpoint: facts.endpoint,
    path: facts.path,
    fate,
    change: [describeChange(change), describeActions(steps)]
      .filter((part) => part !== '')
      .join(', '),
    findings: formatCodes(findings),
  }));
}

export const planColumns: readonly Column<PlanRow>[] = [
  { heading: 'VM', cell: (row) => decodeName(row.path) },
  { heading: 'PLAN', cell: (row) => row.fate },
  { heading: 'CHANGE', cell: (row) => row.change },
  { heading: 'FINDINGS', cell: (row) => row.findings },
];

interface OutcomeRow {
  readonly endpoint: string;
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
    endpoint: plan.facts.endpoint,
    path: plan.facts.path,
    outcome,
    detail:
      error === undefined
        ? [describeChange(plan.change), ...plan.findings.map(describeFinding)].join('. ')
        : `${error.code}: ${error.message}`,
  }));
  const left = blocked.map(({ facts, findings }) => ({
    endpoint: facts.endpoint,
    path: facts.path,
    outcome: 'blocked',
    detail: findings.map(describeFinding).join('. '),
  }));
  return [...changed, ...left];
}

export const outcomeColumns: readonly Column<OutcomeRow>[] = [
  { heading: 'VM', cell: (row) => decodeName(row.path) },
  { heading: 'OUTCOME', cell: (row) => row.outcome },
  { heading: 'DETAIL', cell: (row) => row.detail },
];
