import { answerWasLost, faultOf, VsphereError } from '../../errors.ts';
import type { VmChange } from '../plan/change.ts';
import type { VmPlan } from '../plan/plan.ts';
import type { VmProof } from '../verify/levels.ts';
import { NotNowError } from './drive-errors.ts';

/**
 * What became of a VM that was to be changed.
 *
 * `changed`: the new values were read back, and the VM is in the power state it had. `unverified`: the task succeeded and the values are
 * not there (IGNORED_BY_SERVER), or they are there and what the VM asks of a host does not show it (NO_EFFECT), or the VM is on and its guest is not back (GUEST_NOT_BACK). `failed`: it was refused, and
 * the VM is in the power state it had. `left-off`: it ran, and could not be started again. `open`: its guest was asked to shut down, or it
 * was to be powered off, and has not gone; it runs, unchanged, and may still go off (GUEST_STAYS_ON), or its guest restarted instead (GUEST_RESTARTED). `unknown`: it was sent, and what became of it could
 * not be read. `untouched`: the run ended before its turn, or left it out because something was under way on it, its host or its cluster
 * (`error` tells: BUSY, HOST_IN_REMEDIATION).
 */
export type Outcome =
  | 'changed'
  | 'unverified'
  | 'failed'
  | 'left-off'
  | 'open'
  | 'unknown'
  | 'untouched';

/** Whether a VM that ended so needs nobody to come back to it. */
export function isOver(outcome: Outcome): boolean {
  return outcome === 'changed' || outcome === 'failed' || outcome === 'unverified';
}

/** Why something did not go as planned. `fault` is the vim25 type of the server's own answer. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly fault?: string;
}

export interface VmOutcome {
  readonly plan: VmPlan;
  readonly outcome: Outcome;
  /** Why, where it is not `changed`. */
  readonly error?: Failure;
  /** A suspended VM was powered off for the change, so what it held in memory is lost; `perhaps` if the power-off was the last that was tried. */
  readonly suspendedStateLost?: 'yes' | 'perhaps';
  /** For `unverified`: what was read back, against what was asked for. */
  readonly unmet?: VmChange;
  /** For `unverified` with NO_EFFECT: what each level says. */
  readonly levels?: VmProof['levels'];
}

/** The request or the task was taken on, and nobody saw what became of it. */
const unknownCodes: readonly string[] = ['OUTCOME_UNKNOWN', 'TASK_UNKNOWN'];

export function describeFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof VsphereError ? error.code : 'UNEXPECTED';
  const fault = faultOf(error)?.type;
  return fault === undefined ? { code, message } : { code, message, fault };
}

/** What an error means for the VM that it befell. */
export function outcomeOf(error: unknown): Outcome {
  const { code } = describeFailure(error);
  if (error instanceof NotNowError) {
    return 'untouched';
  }
  if (code === 'LEFT_OFF') {
    return 'left-off';
  }
  if (code === 'GUEST_STAYS_ON' || code === 'GUEST_RESTARTED') {
    return 'open';
  }
  if (code === 'GUEST_NOT_BACK') {
    return 'unverified';
  }
  return answerWasLost(error) || unknownCodes.includes(code) ? 'unknown' : 'failed';
}
