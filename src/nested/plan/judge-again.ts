import type { Surroundings } from '../facts/surroundings.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { keepApartOf } from './actions.ts';
import { changeFindings } from './change-findings.ts';
import { acceptFindings } from './finding.ts';
import type { Finding, FindingCode } from './finding-codes.ts';
import { hostBoundDevices } from './host-bound.ts';
import { keyGroupOf } from './key-findings.ts';
import { lossFindings } from './loss-findings.ts';
import { powerOnFindings } from './power-on-findings.ts';
import type { PlannedActions, VmPlan } from './vm-plan.ts';

/**
 * Judges a plan again upon what its VM is now: everything that planning would find about its change and its power cycle, with what was
 * accepted in the plan. A finding that was accepted stays accepted, also if it is not found now.
 *
 * @param plan with facts that were read just now, details among them
 */
export function judgeAgain(plan: VmPlan, surroundings: Surroundings): VmPlan {
  const { facts, change } = plan;
  const steps = actionsNow(plan, facts, surroundings);
  const found = findingsNow(plan, facts, surroundings);
  const codes = new Set(found.map(({ code }) => code));
  const findings = [...plan.findings.filter(({ code }) => !codes.has(code)), ...found];
  const keyGroup = keyGroupOf({ facts, change, steps, surroundings }, findings);
  const { keyGroup: _before, ...rest } = plan;
  return {
    ...rest,
    fate: findings.some(({ severity }) => severity === 'blocker') ? 'blocked' : plan.fate,
    steps,
    keepApart: [...new Set([...plan.keepApart, ...keepApartOf(facts, steps, surroundings)])],
    ...(keyGroup !== undefined && { keyGroup }),
    findings,
  };
}

/**
 * What keeps a VM from going down now: right before it does, for something may have come up since it was planned.
 *
 * @param facts read just now, with details
 */
export function blockersNow(
  plan: VmPlan,
  facts: VmFacts,
  surroundings: Surroundings,
): readonly Finding[] {
  return findingsNow(plan, facts, surroundings).filter(
    (one) => one.severity === 'blocker' || isUnproven(one, plan),
  );
}

/** Of a key that nobody can read since the VM was planned, no other VM has proven anything: a resume lets one go first. */
function isUnproven({ code, accepted }: Finding, { keyGroup }: VmPlan): boolean {
  return code === 'KEY_PROVIDER_UNREADABLE' && accepted !== true && keyGroup === undefined;
}

/** The actions of a plan, and where the VM is started: it may have been given a device of its host. */
export function actionsNow(
  { steps }: VmPlan,
  facts: VmFacts,
  surroundings: Surroundings | undefined,
): PlannedActions {
  return steps.powerCycle !== undefined && hostBoundDevices(facts, surroundings).length > 0
    ? { ...steps, startOnOwnHost: true }
    : steps;
}

function findingsNow(plan: VmPlan, facts: VmFacts, surroundings: Surroundings): readonly Finding[] {
  const { change, findings } = plan;
  const steps = actionsNow(plan, facts, surroundings);
  const considered = { facts, change, steps, surroundings };
  const found = [
    ...changeFindings(considered),
    ...lossFindings(considered, upgradeAgreedTo(plan)),
    ...powerOnFindings(considered),
  ];
  return acceptFindings(found, findings.flatMap(acceptedCode));
}

const acceptedCode = ({ code, accepted }: Finding): readonly FindingCode[] =>
  accepted === true ? [code] : [];

/** The hardware version that a person has agreed to: of an upgrade that the plan makes, or of one that its power cycle sets off. */
function upgradeAgreedTo({ steps, findings }: VmPlan): { readonly upgradeHardware?: string } {
  const agreed = findings.find(({ code }) => code === 'HARDWARE_UPGRADE')?.evidence['to'];
  const upgradeHardware = steps.upgradeHardware ?? agreed;
  return upgradeHardware === undefined ? {} : { upgradeHardware };
}
