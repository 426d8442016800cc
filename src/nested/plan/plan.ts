import type { MoRef } from '../../vim25/index.ts';
import type { FleetFacts } from '../facts/fleet-facts.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { type Desired, diff, isEmpty, type VmChange } from './change.ts';
import { translate } from './extra-config.ts';
import type { Finding, FindingCode } from './finding-codes.ts';
import { finding, findObstacles } from './findings.ts';

/** What a plan may do besides the change itself. Without any it changes VMs that may be changed as they are. */
export interface PlanOptions {
  /** `soft` asks the guest to shut down, `hard` powers off where it does not. Default `never`. */
  readonly powerCycle?: 'never' | 'soft' | 'hard';
  /** Power off suspended VMs and lose what they hold in memory. Default false: they are blocked. */
  readonly discardSuspended?: boolean;
  /** `vmx-19`: VMs that are too old are upgraded to it, and only those. It cannot be undone. */
  readonly upgradeHardware?: string;
  /** Convert templates to VMs, change those, and convert them back. Default false: they are blocked. */
  readonly convertTemplates?: boolean;
  /** Lowers these findings to warnings. Those that would leave a VM down or lose memory are refused. */
  readonly accept?: readonly FindingCode[];
}

/** What has to be done besides the change; a field is absent where nothing has to. */
export interface PlannedSteps {
  /** The VM runs, and is shut down and started again. */
  readonly powerCycle?: 'soft' | 'hard';
  readonly discardSuspended?: true;
  /** The hardware version to upgrade to. */
  readonly upgradeHardware?: string;
  /** Where the VM that the template is made into belongs. */
  readonly convertTemplate?: { readonly pool: MoRef; readonly host: MoRef };
}

/** What will become of a VM: it is changed, it is as it should be already, or something stands in the way. */
export type Fate = 'change' | 'unchanged' | 'blocked';

/** Plain data: it survives JSON. */
export interface VmPlan {
  readonly facts: VmFacts;
  readonly change: VmChange;
  readonly fate: Fate;
  readonly steps: PlannedSteps;
  /**
   * Groups whose VMs must never be power-cycled at the same time: `rule:<cluster moid>:<rule key>` for anti-affinity, `vapp:<moid>`.
   */
  readonly keepApart: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Plans one VM: a pure function of what was seen and what is wanted.
 *
 * @throws InvalidValueError for an advanced option that the server would drop without a word, as `translate` does.
 */
export function planVm(
  facts: VmFacts,
  wanted: Desired,
  environment?: FleetFacts,
  options: PlanOptions = {},
): VmPlan {
  const { desired } = translate(wanted);
  const change = diff(facts, desired);
  // Where the configuration is not known, nothing that differs is no proof of anything: the findings say why.
  const keysUnknown =
    facts.extraConfig === undefined && Object.keys(desired.extraConfig).length > 0;
  const isKnown = facts.changeVersion !== undefined && !keysUnknown;
  if (isKnown && isEmpty(change)) {
    return { facts, change, fate: 'unchanged', steps: {}, keepApart: [], findings: [] };
  }
  const findings = [
    ...findObstacles(facts, change),
    ...(keysUnknown ? [finding('CONFIG_UNREADABLE', { unreadable: 'config.extraConfig' })] : []),
  ];
  void environment;
  void options;
  const blocked = findings.some(({ severity }) => severity === 'blocker');
  const fate = blocked ? 'blocked' : 'change';
  return { facts, change, fate, steps: {}, keepApart: [], findings };
}
