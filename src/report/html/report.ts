import type { Drift } from '../../nested/drift/drift.ts';
import type { HostFacts } from '../../nested/hosts/host-facts.ts';
import type { Judged } from '../../nested/hosts/host-verdict.ts';
import type { VmPlan } from '../../nested/plan/plan.ts';

/** Everything that a report is made of. */
export interface Report {
  readonly madeAt: Date;
  /** The program and its version: `vhv 0.1.0`. */
  readonly program: string;
  readonly hosts: readonly (HostFacts & Judged)[];
  /** Of each VM, the plan to turn nested virtualization on. */
  readonly plans: readonly VmPlan[];
  /** How the VMs stand to a fleet file, where there is one. */
  readonly drift?: Pick<Drift, 'vms'>;
  /** Servers that are missing here, each with its name and the reason. */
  readonly notLookedAt?: readonly string[];
}
