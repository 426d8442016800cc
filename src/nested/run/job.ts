import type { VirtualMachinePowerState } from '../../vim25/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import type { PlannedActions, VmPlan } from '../plan/plan.ts';

/** A plan to be carried out, and what the VM is to be like in the end whether that works or not. Plain data. */
export interface Job {
  readonly plan: VmPlan;
  /** A VM that ran runs again. */
  readonly powerAfter: 'poweredOn' | 'poweredOff';
  readonly templateAfter: boolean;
  /**
   * Set where a run before this one has asked the guest to shut down, and nobody knows whether it is going to: it may go off at any
   * moment, and that is our doing.
   */
  readonly mayGoOff?: true;
}

/** `https://vc.example.com#vm-42`: a VM, as journals, locks and lists name it. */
export function vmKey({ endpoint, moRef }: Pick<VmFacts, 'endpoint' | 'moRef'>): string {
  return `${endpoint}#${moRef.value}`;
}

export function endPowerState(state: VirtualMachinePowerState | undefined): Job['powerAfter'] {
  return state === 'poweredOn' ? 'poweredOn' : 'poweredOff';
}

/** The job that a plan is: the VM ends in the state that it was seen in. */
export function jobOf(plan: VmPlan): Job {
  const { powerState, template } = plan.facts;
  return { plan, powerAfter: endPowerState(powerState), templateAfter: template === true };
}

/**
 * The job as its VM's turn shows it: where the VM is to be started, and that its guest has to come back with Tools if they run now, also if they did not
 * when it was planned.
 */
export function atTurn(
  job: Job,
  { facts, steps }: { readonly facts: VmFacts; readonly steps: PlannedActions },
): Job {
  const { plan } = job;
  const ran = facts.toolsRunningStatus === 'guestToolsRunning';
  const before = ran ? { ...plan.facts, toolsRunningStatus: facts.toolsRunningStatus } : plan.facts;
  return { ...job, plan: { ...plan, facts: before, steps } };
}

/** Whether the VM goes off and on for it, or may. */
export function cyclesPower({ plan, powerAfter: after, mayGoOff }: Job): boolean {
  return (
    plan.steps.powerCycle !== undefined ||
    mayGoOff === true ||
    after !== endPowerState(plan.facts.powerState)
  );
}

/** Whether it is down because of an earlier run, or may be at any moment: before its turn has come, too. */
export function isDownAlready({ plan, powerAfter: after, mayGoOff }: Job): boolean {
  return mayGoOff === true || (after === 'poweredOn' && plan.facts.powerState !== 'poweredOn');
}

/**
 * The jobs that a limit leaves out for good. One that is down already is none of them: it has to be brought back.
 *
 * @param limit how many VMs may be begun. Default: all
 */
export function outsideOf(jobs: readonly Job[], limit = jobs.length): readonly Job[] {
  return inTurn(jobs)
    .slice(limit)
    .filter((job) => !isDownAlready(job));
}

/** The order of a run: VMs that are down come back first, because those that stand in for them wait for it. */
export function inTurn(jobs: readonly Job[]): readonly Job[] {
  return [...jobs.filter(isDownAlready), ...jobs.filter((job) => !isDownAlready(job))];
}
