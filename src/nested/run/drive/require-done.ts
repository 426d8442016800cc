import type { VmFacts } from '../../facts/vm-facts.ts';
import type { Job } from '../job.ts';
import { isMadeAlready, stale } from './change-config.ts';
import { mayStillGoOff } from './power-down.ts';
import { isSameRun } from './run-watch.ts';

/**
 * Somebody else has changed a VM before this run touched it: nothing is left to do only if it is as it is to be in the end.
 *
 * @throws VsphereError PLAN_STALE; GUEST_STAYS_ON if its guest was asked to shut down, and it may still go off
 */
export function requireDone(job: Job, now: VmFacts): void {
  const { plan, powerAfter, templateAfter, mayGoOff } = job;
  const goesOff = mayGoOff === true && isSameRun(now, plan.facts);
  const endsSo = (now.template ?? false) === templateAfter && !goesOff;
  const states = [plan.facts.powerState, powerAfter];
  const isMade = states.some((powerState) =>
    isMadeAlready(now, { ...plan.facts, powerState }, plan.change),
  );
  if (!endsSo || !isMade) {
    const isLeaving = goesOff && now.powerState === 'poweredOn';
    throw isLeaving ? mayStillGoOff(now, stale(plan.facts)) : stale(plan.facts);
  }
}
