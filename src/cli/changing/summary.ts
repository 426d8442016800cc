import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import type { Applied, LostServer } from '../../nested/run/jobs/run-jobs.ts';
import type { Outcome, VmOutcome } from '../../nested/run/outcome.ts';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';

/** `interrupted: 32 changed, 128 untouched, 20 blocked` */
export function tally({ outcomes }: Applied, blocked: number, isInterrupted: boolean): string {
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  if (blocked > 0) {
    counts.set('blocked', blocked);
  }
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  return `${isInterrupted ? 'interrupted: ' : ''}${parts.join(', ')}`;
}

export function blockedCode({ findings }: Pick<VmPlan, 'findings'>): ExitCode {
  const needsCycle = findings.some(({ code }) => code === 'POWER_CYCLE_REQUIRED');
  return needsCycle ? exitCodes.powerCycleRequired : exitCodes.blocked;
}

const codeOfOutcome = {
  changed: exitCodes.done,
  unverified: exitCodes.unverified,
  failed: exitCodes.someFailed,
  'left-off': exitCodes.someFailed,
  open: exitCodes.someFailed,
  unknown: exitCodes.someFailed,
  untouched: exitCodes.done,
} as const satisfies Readonly<Record<Outcome, ExitCode>>;

function outcomeCode({ outcome, error }: VmOutcome): ExitCode {
  // A VM that was skipped for a reason, or is no longer what was planned upon: the run was kept from its work.
  const isKept = outcome === 'untouched' && error !== undefined;
  const isStale = outcome === 'failed' && error?.code === 'PLAN_STALE';
  return isKept || isStale ? exitCodes.blocked : codeOfOutcome[outcome];
}

export function appliedCodes(
  { outcomes, lost }: Applied,
  isInterrupted: boolean,
  servers: number,
): ExitCode[] {
  return [
    ...lost.map((one) => lostCode(one, lost.length === servers)),
    ...(isInterrupted ? [exitCodes.interrupted] : []),
    ...outcomes.map(outcomeCode),
  ];
}

/** One of several servers that was lost is some VMs that failed; all of them is no answer. */
function lostCode({ error }: LostServer, isAll: boolean): ExitCode {
  const code = exitCodeOf(error);
  return isAll || code === exitCodes.loginOrTls ? code : exitCodes.someFailed;
}

/** The word for a VM in the last lines; undefined if they do not name it. */
const downWords = {
  changed: undefined,
  unverified: undefined,
  failed: undefined,
  'left-off': 'LEFT OFF',
  open: 'MAY GO OFF',
  unknown: 'NOT KNOWN',
  untouched: undefined,
} as const satisfies Readonly<Record<Outcome, string | undefined>>;

const lossWords = { yes: 'SUSPENDED STATE LOST', perhaps: 'SUSPENDED STATE MAY BE LOST' } as const;

/** The last lines of a run: every VM that is off and should not be, or may be, by name. */
export function leftOffLines({ outcomes }: Applied): string[] {
  return outcomes
    .filter(
      ({ outcome, suspendedStateLost }) =>
        downWords[outcome] !== undefined || suspendedStateLost !== undefined,
    )
    .map(({ plan, outcome, error, suspendedStateLost }) => {
      const word =
        error?.code === 'GUEST_RESTARTED'
          ? 'GUEST RESTARTED'
          : (downWords[outcome] ?? lossWords[suspendedStateLost ?? 'yes']);
      return `${word}: ${plan.facts.path} (${plan.facts.endpoint}#${plan.facts.moRef.value}): ${error?.message ?? ''}`;
    });
}
