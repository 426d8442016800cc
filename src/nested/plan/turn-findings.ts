import type { TurnFacts } from '../facts/turn-facts.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { disabledForPower } from './disabled-methods.ts';
import {
  disturbanceFindings,
  failoverFindings,
  remediationFindings,
} from './disturbance-findings.ts';
import { finding, findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import { hostStateFindings } from './power-on-findings.ts';
import type { VmPlan } from './vm-plan.ts';

/**
 * Judges again, right before a VM goes down, what may have begun since it was planned. Only blockers are returned, and none that was
 * accepted.
 *
 * @param facts read just now, with details
 */
export function turnFindings(
  facts: VmFacts,
  turn: TurnFacts,
  { findings, steps }: Pick<VmPlan, 'findings' | 'steps'>,
): readonly Finding[] {
  const { host, tasks } = turn;
  // A task under way disables methods for as long as it runs.
  const disabled = tasks[facts.moRef.value] === undefined ? disabledForPower(facts) : [];
  return [
    ...failoverFindings(facts),
    ...findingIf(facts.details?.suspendedToMemory === true, 'SUSPENDED_TO_MEMORY', {
      'runtime.suspendedToMemory': 'true',
    }),
    ...disturbanceFindings({ facts, steps, surroundings: undefined }),
    ...(host === undefined
      ? []
      : [...hostStateFindings(host, turn), ...remediationFindings(host, turn)]),
    ...(disabled.length === 0
      ? []
      : [finding('POWER_METHOD_DISABLED', { disabledMethod: disabled.join(', ') })]),
  ].filter(
    ({ code, severity }) =>
      severity === 'blocker' && !findings.some((one) => one.code === code && one.accepted === true),
  );
}
