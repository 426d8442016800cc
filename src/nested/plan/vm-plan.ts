import type { MoRef } from '../../vim25/index.ts';
import type { Surroundings } from '../facts/surroundings.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import type { VmChange } from './change.ts';
import type { DownGroup, DownLimit } from './down-limits.ts';
import type { Finding, FindingCode } from './finding-codes.ts';
import type { ProfileName } from './profiles.ts';

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
  /** The VMs were chosen as a whole fleet, neither by name nor by place: then a template is only converted if TEMPLATE is accepted, too. */
  readonly wholeFleet?: boolean;
  /** Lowers these findings to warnings. Those that would leave a VM down or lose memory are refused. */
  readonly accept?: readonly FindingCode[];
  /** Of a group at most so many VMs are down at once. Default: no limit but those of clusters and vApps. */
  readonly maxDownPer?: readonly DownLimit[];
  /** What the VM's guest is to be: what else it needs is told as findings. */
  readonly profile?: ProfileName;
}

/** What has to be done besides the change; a field is absent where nothing has to. In a plan they are `steps`, as on disk and in output. */
export interface PlannedActions {
  /** The VM runs, and is shut down and started again. */
  readonly powerCycle?: 'soft' | 'hard';
  /** It has devices of its host, so that it is started there and not where DRS would have it. */
  readonly startOnOwnHost?: true;
  readonly discardSuspended?: true;
  /** The hardware version to upgrade to. */
  readonly upgradeHardware?: string;
  /** Where the VM that the template is made into belongs. */
  readonly convertTemplate?: { readonly pool: MoRef; readonly host: MoRef };
}

/** The same before anything around the VM was looked at: where a template is to be converted to, nobody knows yet. */
export type IntendedActions = Omit<PlannedActions, 'startOnOwnHost' | 'convertTemplate'> & {
  readonly convertTemplate?: true;
};

/** What will become of a VM: it is changed, it is as it should be already, or something stands in the way. */
export type Fate = 'change' | 'unchanged' | 'blocked';

/** Plain data: it survives JSON. */
export interface VmPlan {
  readonly facts: VmFacts;
  readonly change: VmChange;
  readonly fate: Fate;
  readonly steps: PlannedActions;
  /**
   * Groups whose VMs must never be power-cycled at the same time: `rule:<cluster moid>:<rule key>` for anti-affinity, `vapp:<moid>`.
   */
  readonly keepApart: readonly string[];
  /** Groups of which only so many members may be down at once, on all servers together. Absent for a VM that no limit concerns. */
  readonly downGroups?: readonly DownGroup[];
  /**
   * `key:<provider>:<cluster moid>`: nobody knows whether VMs of this group get their keys again. One goes first, alone, and the others
   * only once one is back; each starts on the host that it ran on. Absent if that is known, or was accepted.
   */
  readonly keyGroup?: string;
  readonly findings: readonly Finding[];
}

/** Everything that findings follow from. */
export interface FindingInputs {
  readonly facts: VmFacts;
  readonly change: VmChange;
  readonly steps: PlannedActions;
  readonly surroundings: Surroundings | undefined;
}
