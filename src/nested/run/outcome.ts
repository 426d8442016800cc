import { answerWasLost, faultOf, VsphereError } from '../../errors.ts';
import type { VmChange } from '../plan/change.ts';
import type { VmPlan } from '../plan/plan.ts';
import type { VmProof } from '../verify/levels.ts';
import { NotNowError } from './drive/drive-errors.ts';

/** What an outcome means for the run that it ends, and for whoever comes after the run. */
interface Meaning {
  /** Nobody has to come back to the VM: a resume leaves it alone. */
  readonly isFinished: boolean;
  /** The VM has the values that were wanted, and shows it. */
  readonly isSuccess: boolean;
  /** The VM ran, and is off or may go off because of the run. */
  readonly mayBeDown: boolean;
  /** Whether it counts towards the failures that end a run. The loss of a server is no failure of its VMs, unless they are down. */
  readonly countsAsFailure: 'always' | 'never' | 'unless-server-lost';
}

/** What can become of a VM that was to be changed. */
export const outcomeMeanings = {
  /** The new values were read back, and the VM is in the power state that it had. */
  changed: { isFinished: true, isSuccess: true, mayBeDown: false, countsAsFailure: 'never' },
  /**
   * The task succeeded and the values are not there (IGNORED_BY_SERVER), or the VM does not show them to its host (NO_EFFECT), or the VM is
   * on and its guest is not back (GUEST_NOT_BACK).
   */
  unverified: { isFinished: true, isSuccess: false, mayBeDown: false, countsAsFailure: 'always' },
  /** The server refused the change, and the VM is in the power state that it had. */
  failed: {
    isFinished: true,
    isSuccess: false,
    mayBeDown: false,
    countsAsFailure: 'unless-server-lost',
  },
  /** The VM ran, and could not be started again. */
  'left-off': { isFinished: false, isSuccess: false, mayBeDown: true, countsAsFailure: 'always' },
  /**
   * The guest was asked to shut down, or the VM was to be powered off, and it has not gone. It runs unchanged and may still go off
   * (GUEST_STAYS_ON), or its guest restarted instead (GUEST_RESTARTED).
   */
  open: { isFinished: false, isSuccess: false, mayBeDown: true, countsAsFailure: 'always' },
  /** The request was sent, and what became of it could not be read. */
  unknown: {
    isFinished: false,
    isSuccess: false,
    mayBeDown: true,
    countsAsFailure: 'unless-server-lost',
  },
  /**
   * The run ended before the VM's turn, or left it out because something was under way on it, or blocks its power cycle by now (`error` says
   * which: BUSY, HOST_IN_REMEDIATION, INNER_VMS).
   */
  untouched: { isFinished: false, isSuccess: false, mayBeDown: false, countsAsFailure: 'never' },
} as const satisfies Readonly<Record<string, Meaning>>;

/** What became of a VM that was to be changed: see `outcomeMeanings`. */
export type Outcome = keyof typeof outcomeMeanings;

export function meaningOf(outcome: Outcome): Meaning {
  return outcomeMeanings[outcome];
}

/** Why something did not go as planned. `fault` is the vim25 type of the server's own answer. */
export interface Failure {
  /** A key of `failureCodes`, the code of an error, or that of a finding. */
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
