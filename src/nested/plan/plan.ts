import type { Surroundings } from '../facts/surroundings.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { keepApartOf, placeActions } from './actions.ts';
import type { Desired } from './change.ts';
import { changeFindings } from './change-findings.ts';
import { downGroupsOf } from './down-limits.ts';
import { acceptFindings, findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import { type Intent, intendVm } from './intent.ts';
import { keyGroupOf } from './key-findings.ts';
import { lossFindings } from './loss-findings.ts';
import { powerOnFindings } from './power-on-findings.ts';
import { profileFindings } from './profile-findings.ts';
import type { FindingInputs, PlanOptions, VmPlan } from './vm-plan.ts';

export type { Fate, PlannedActions, PlanOptions, VmPlan } from './vm-plan.ts';

/**
 * Plans one VM: a pure function of what was seen and what is wanted. Without the surroundings there are no findings about hosts, clusters,
 * tasks or rights.
 *
 * @throws what intendVm throws
 */
export function planVm(
  facts: VmFacts,
  wanted: Desired,
  surroundings?: Surroundings,
  options: PlanOptions = {},
): VmPlan {
  return judgeIntent(intendVm(facts, wanted, options), surroundings);
}

/** Judges whether what is intended can be done, by what was seen of the VM and around it. */
export function judgeIntent(intent: Intent, surroundings: Surroundings | undefined): VmPlan {
  const { facts, change, keysUnknown, flagTranslated, options } = intent;
  const { accept = [], profile, maxDownPer = [], wholeFleet = false } = options;
  if (intent.isMet) {
    const findings = profileFindings(profile, { facts, change, steps: {}, surroundings });
    return { facts, change, fate: 'unchanged', steps: {}, keepApart: [], findings };
  }
  const steps = placeActions(intent.actions, facts, surroundings);
  const considered = { facts, change, steps, surroundings };
  const cannotConvert =
    intent.actions.convertTemplate === true &&
    surroundings !== undefined &&
    steps.convertTemplate === undefined;
  const findings = [
    ...templateFindings(considered, wholeFleet),
    ...changeFindings(considered),
    ...lossFindings(considered, options),
    ...powerOnFindings(considered),
    ...findingIf(cannotConvert, 'TEMPLATE_NOT_CONVERTIBLE', {
      'runtime.host': facts.host?.value ?? 'unset',
    }),
    ...findingIf(keysUnknown, 'CONFIG_UNREADABLE', { unreadable: 'config.extraConfig' }),
    ...findingIf(flagTranslated, 'FLAG_TRANSLATED', { key: 'vhv.enable' }),
    ...profileFindings(profile, considered),
  ];
  // A template is accepted to be converted: one that is not can be changed by nobody.
  const accepted = accept.filter(
    (code) => code !== 'TEMPLATE' || steps.convertTemplate !== undefined,
  );
  const all = acceptFindings(findings, accepted);
  const blocked = all.some(({ severity }) => severity === 'blocker');
  const keepApart = keepApartOf(facts, steps, surroundings);
  const downGroups = downGroupsOf(facts, maxDownPer);
  const keyGroup = keyGroupOf(considered, all);
  return {
    facts,
    change,
    fate: blocked ? 'blocked' : 'change',
    steps,
    keepApart,
    ...(downGroups.length > 0 && { downGroups }),
    ...(keyGroup !== undefined && { keyGroup }),
    findings: all,
  };
}

/**
 * A template that is converted may be the item of a content library, which is then deleted (product documentation). vim25 does not show
 * which templates are (no field of VirtualMachine is known to), so that it is said of each.
 */
function templateFindings({ facts, steps }: FindingInputs, wholeFleet: boolean): Finding[] {
  const isConverted = steps.convertTemplate !== undefined;
  const evidence = { 'config.template': 'true' };
  const stays = facts.template === true && (!isConverted || wholeFleet);
  return [
    ...findingIf(stays, 'TEMPLATE', evidence),
    ...findingIf(isConverted, 'LIBRARY_TEMPLATE', evidence),
  ];
}
