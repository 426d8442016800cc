import type { Applied, LostServer, VmOutcome, VmPlan } from '../../index.ts';
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

function outcomeCode({ outcome, error }: VmOutcome): ExitCode {
  switch (outcome) {
    case 'changed':
      return exitCodes.done;
    case 'untouched':
      // With a reason it was skipped, and a run without it is not all done.
      return error === undefined ? exitCodes.done : exitCodes.blocked;
    case 'unverified':
      return exitCodes.unverified;
    case 'failed':
      return error?.code === 'PLAN_STALE' ? exitCodes.blocked : exitCodes.someFailed;
    default:
      return exitCodes.someFailed;
  }
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

const openWords: Readonly<Record<string, string>> = {
  'left-off': 'LEFT OFF',
  open: 'MAY GO OFF',
  unknown: 'NOT KNOWN',
};

const lossWords = { yes: 'SUSPENDED STATE LOST', perhaps: 'SUSPENDED STATE MAY BE LOST' } as const;

/** The last lines of a run: every VM that is off and should not be, or may be, by name. */
export function leftOffLines({ outcomes }: Applied): string[] {
  return outcomes
    .filter(
      ({ outcome, suspendedStateLost }) => outcome in openWords || suspendedStateLost !== undefined,
    )
    .map(({ plan, outcome, error, suspendedStateLost }) => {
      const word =
        error?.code === 'GUEST_RESTARTED'
          ? 'GUEST RESTARTED'
          : (openWords[outcome] ?? lossWords[suspendedStateLost ?? 'yes']);
      return `${word}: ${plan.facts.path} (${plan.facts.endpoint}#${plan.facts.moRef.value}): ${error?.message ?? ''}`;
    });
}
