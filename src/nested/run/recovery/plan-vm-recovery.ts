import type { Surroundings } from '../../facts/surroundings.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { isEmpty, reverse, unmet, valuesAfter } from '../../plan/change.ts';
import { mergeDownGroups } from '../../plan/down-limits.ts';
import { hostBoundDevices } from '../../plan/host-bound.ts';
import { planVm } from '../../plan/plan.ts';
import type { PlannedActions, PlanOptions, VmPlan } from '../../plan/vm-plan.ts';
import { endPowerState, type Job } from '../job.ts';
import type { VmRecord } from '../journal/read-journal.ts';
import { meaningOf } from '../outcome.ts';

/** What is to be done about a VM of a journal; `vm` is its key there, and `job` has the moid that it has now. */
export type VmRecovery = {
  readonly vm: string;
} /** It has to be worked on, to finish it or to undo it. */ & (
  | { readonly kind: 'job'; readonly job: Job }
  /** It is as it should be. */
  | { readonly kind: 'done'; readonly job: Job }
  /** It is not what the journal's last entry explains: somebody else has changed it, and it is left alone. */
  | { readonly kind: 'moved-on'; readonly job: Job; readonly reason: string }
  /** Something stands in the way, as in any plan: `job.plan.findings` says what. */
  | { readonly kind: 'blocked'; readonly job: Job }
);

/** A VM as it was read, or why it could not be. */
export type Seen = VmFacts | string;

const powerSteps = ['shutdown', 'power-off', 'discard', 'power-on'];

/** Why the VM is not what its record explains; undefined where it is. */
function movedOn({ job, steps, outcome }: VmRecord, now: VmFacts): string | undefined {
  const { facts, change } = job.plan;
  const isBefore = isEmpty(unmet(now, reverse(change)));
  const isAfter = isEmpty(unmet(now, change));
  if (!isBefore && !isAfter) {
    return 'its values are neither the old ones nor the new ones';
  }
  if (isAfter && !isBefore && !steps.includes('reconfigure')) {
    return 'somebody else has made the change';
  }
  // Where it has come to its end it was in the state that it was to have.
  const isSettled = outcome === 'changed' || outcome === 'unverified';
  if (isSettled && endPowerState(now.powerState) !== job.powerAfter) {
    return `it is ${now.powerState ?? 'in an unknown power state'}, and the run left it ${job.powerAfter}`;
  }
  const hasOwnPower = job.mayGoOff === true || steps.some((step) => powerSteps.includes(step));
  if (now.powerState !== facts.powerState && !(hasOwnPower && now.powerState !== 'suspended')) {
    return `it is ${now.powerState ?? 'in an unknown power state'}, and was ${facts.powerState ?? 'in an unknown one'}`;
  }
  const wasConverted = steps.includes('to-vm');
  return now.template === facts.template || wasConverted
    ? undefined
    : `it is ${now.template === true ? '' : 'not '}a template any more`;
}

/** Whether its run has brought the VM down, or found it so, and has not started it again, as far as the journal tells. */
export function isLeftDown({ job, steps, outcome }: VmRecord): boolean {
  const { facts } = job.plan;
  const wasDown = facts.powerState !== 'poweredOn' || steps.some((one) => powerSteps.includes(one));
  const isOurs = wasDown && job.powerAfter === 'poweredOn';
  const isBack = outcome !== undefined && meaningOf(outcome).isFinished;
  return isOurs && !isBack;
}

/** The guest was asked to shut down, it is still on, and nothing since tells what came of it. */
function mayGoOff({ job, steps, outcome }: VmRecord, now: VmFacts): Pick<Job, 'mayGoOff'> {
  const last = steps.findLast((step) => powerSteps.includes(step));
  const isOpen = outcome === undefined || outcome === 'open' || outcome === 'unknown';
  const wasAsked = last === 'shutdown' || (last === undefined && job.mayGoOff === true);
  // Somebody has started it again since then: what was asked of the run before it is over.
  const { bootTime = now.bootTime } = job.plan.facts;
  const isOurs = wasAsked && bootTime === now.bootTime;
  return isOpen && isOurs && now.powerState === 'poweredOn' ? { mayGoOff: true } : {};
}

function isAtRest(
  now: VmFacts,
  { powerAfter: power, templateAfter, mayGoOff: isLeaving }: Job,
): boolean {
  return (
    endPowerState(now.powerState) === power &&
    (now.template ?? false) === templateAfter &&
    isLeaving !== true
  );
}

/**
 * A VM that is down shows no Tools. If they ran before it went down its guest has to come back with them, so that is kept, also for the
 * run after the next. A guest is only asked to shut down while they run.
 */
function withTools(now: VmFacts, { job, steps }: VmRecord): VmFacts {
  const toolsRunningStatus = steps.includes('shutdown')
    ? 'guestToolsRunning'
    : job.plan.facts.toolsRunningStatus;
  return now.powerState === 'poweredOff' && toolsRunningStatus !== undefined
    ? { ...now, toolsRunningStatus }
    : now;
}

/** Where a VM that is down is started does not depend on whether something is left to change: its devices are there. */
function startOf({ job }: VmRecord, now: VmFacts): Pick<PlannedActions, 'startOnOwnHost'> {
  const isStarted = job.powerAfter === 'poweredOn' && now.powerState !== 'poweredOn';
  const isBound = isStarted && hostBoundDevices(now, undefined).length > 0;
  return isBound || job.plan.steps.startOnOwnHost === true ? { startOnOwnHost: true } : {};
}

/**
 * What finishes a VM that a run left behind, from what it is now: the same steps again, as far as they were not taken.
 *
 * @param now what is read of the VM, or why it is not to be found
 */
export function planResume(record: VmRecord, now: Seen): VmRecovery {
  const { vm, job } = record;
  const reason = typeof now === 'string' ? now : movedOn(record, now);
  if (reason !== undefined || typeof now === 'string') {
    return { vm, kind: 'moved-on', job, reason: reason ?? '' };
  }
  const change = unmet(now, job.plan.change);
  const { powerCycle, upgradeHardware, convertTemplate, discardSuspended } = job.plan.steps;
  const steps = {
    ...(powerCycle !== undefined && now.powerState === 'poweredOn' && { powerCycle }),
    ...(discardSuspended !== undefined &&
      now.powerState === 'suspended' && { discardSuspended: true as const }),
    ...(upgradeHardware !== undefined &&
      now.hardwareVersion !== upgradeHardware && { upgradeHardware }),
    ...(convertTemplate !== undefined && now.template === true && { convertTemplate }),
  };
  const plan = {
    ...job.plan,
    facts: withTools(now, record),
    change,
    steps: { ...(isEmpty(change) ? {} : steps), ...startOf(record, now) },
  };
  const { mayGoOff: _before, ...rest } = job;
  const left: Job = { ...rest, plan, ...mayGoOff(record, now) };
  return { vm, kind: isEmpty(change) && isAtRest(now, left) ? 'done' : 'job', job: left };
}

/**
 * What undoes a VM of a journal: its exact values, removed keys and power state from before. A VM that no step was begun for is not ours
 * to undo. A hardware upgrade and a discarded suspend stay.
 *
 * @param surroundings what is around a VM that is to be power-cycled for it: what may keep it from coming back up
 */
export function planRollback(
  record: VmRecord,
  now: Seen,
  options: PlanOptions = {},
  surroundings?: Surroundings,
): VmRecovery | undefined {
  const { vm, job, steps } = record;
  if (steps.length === 0) {
    return undefined;
  }
  const reason = typeof now === 'string' ? now : movedOn(record, now);
  if (reason !== undefined || typeof now === 'string') {
    return { vm, kind: 'moved-on', job, reason: reason ?? '' };
  }
  const { mayGoOff: _before, ...rest } = job;
  if (isFoundMade(record)) {
    const asIs: Job = { ...rest, plan: planAsIs(record, now), ...mayGoOff(record, now) };
    return isAtRest(now, asIs)
      ? { vm, kind: 'moved-on', job, reason: 'somebody else has made the change' }
      : { vm, kind: 'job', job: asIs };
  }
  const back: Job = {
    ...rest,
    plan: planBack(record, now, options, surroundings),
    ...mayGoOff(record, now),
  };
  const { plan } = back;
  if (plan.fate === 'blocked') {
    return { vm, kind: 'blocked', job: back };
  }
  const isDone = plan.fate === 'unchanged' && isAtRest(now, back);
  return { vm, kind: isDone ? 'done' : 'job', job: back };
}

/** Whether the run saw that somebody else had made the change before its own request was taken. */
export function isFoundMade({ steps }: VmRecord): boolean {
  return steps.lastIndexOf('found-made') > steps.lastIndexOf('reconfigure');
}

/** The change is not ours to undo; that the VM is down is: it is put back into the state that it had, with its values. */
function planAsIs(record: VmRecord, now: VmFacts): VmPlan {
  const { plan } = record.job;
  const change = { extraConfig: [] };
  return { ...plan, facts: withTools(now, record), change, steps: startOf(record, now) };
}

/**
 * A template that was converted for the change is converted for the way back, too, to where it was then; and VMs that were kept apart on
 * the way there are kept apart on the way back.
 */
function planBack(
  record: VmRecord,
  now: VmFacts,
  options: PlanOptions,
  surroundings: Surroundings | undefined,
): VmPlan {
  const there = record.job.plan;
  const before = valuesAfter(reverse(there.change));
  const { convertTemplate } = there.steps;
  if (now.template !== true || convertTemplate === undefined) {
    const plan = planVm(now, before, surroundings, options);
    return {
      ...plan,
      facts: withTools(now, record),
      steps: { ...plan.steps, ...startOf(record, now) },
      keepApart: [...new Set([...there.keepApart, ...plan.keepApart])],
      ...mergedGroups(there, plan),
    };
  }
  const plan = planVm({ ...now, template: false }, before, undefined, options);
  const steps = plan.fate === 'unchanged' ? {} : { ...plan.steps, convertTemplate };
  return { ...plan, facts: now, steps, keepApart: there.keepApart, ...mergedGroups(there, plan) };
}

/** What was agreed upon for the way there holds for the way back. */
function mergedGroups(there: VmPlan, back: VmPlan): Pick<VmPlan, 'downGroups'> {
  const downGroups = mergeDownGroups(there.downGroups, back.downGroups);
  return downGroups.length === 0 ? {} : { downGroups };
}
