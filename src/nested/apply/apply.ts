import {
  answerWasLost,
  ExchangeError,
  faultOf,
  TaskUnknownError,
  VsphereError,
} from '../../errors.ts';
import { type Session, TaskWatcher } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { isEmpty, keysOf, unmet, type VmChange } from '../plan/change.ts';
import type { VmPlan } from '../plan/plan.ts';
import { forEachLimited } from '../pool.ts';
import { changeVm } from './change-vm.ts';
import { rereadFacts } from './reread.ts';

/**
 * What became of a VM that was to be changed.
 *
 * `changed`: the new values were read back. `unverified`: the task succeeded and the values are not there. `failed`: it was refused.
 * `unknown`: it was sent, and what became of it could not be read. `untouched`: the run ended before its turn.
 */
export type Outcome = 'changed' | 'unverified' | 'failed' | 'unknown' | 'untouched';

export interface VmOutcome {
  readonly plan: VmPlan;
  readonly outcome: Outcome;
  /** Why, where it is not `changed`. `fault` is the vim25 type of the server's own answer. */
  readonly error?: { readonly code: string; readonly message: string; readonly fault?: string };
  /** For `unverified`: what was read back, against what was asked for. */
  readonly unmet?: VmChange;
}

export interface ApplyOptions {
  /** When it fires no further VM is begun; those in flight are finished and read back. */
  readonly stop?: AbortSignal | undefined;
  /** VMs in flight at once. Default 32. */
  readonly concurrency?: number;
  /** Told of every VM whose own task is over, before the values are read back. */
  readonly onTaskOver?: (plan: VmPlan) => void;
}

export interface Applied {
  readonly outcomes: readonly VmOutcome[];
  /** Set where the server stopped answering, or ended the session. */
  readonly lost?: VsphereError;
}

const defaultConcurrency = 32;

/** The request or the task was taken on, and nobody saw what became of it. */
const unknownCodes: readonly string[] = ['OUTCOME_UNKNOWN', 'TASK_UNKNOWN'];

function describeError(error: unknown): NonNullable<VmOutcome['error']> {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof VsphereError ? error.code : 'UNEXPECTED';
  const fault = faultOf(error)?.type;
  return fault === undefined ? { code, message } : { code, message, fault };
}

/**
 * Makes the changes of all plans whose fate is `change`, then reads every one of them back and compares: a task that succeeded is
 * no proof. One VM's failure is its own; a server that no longer answers ends the run.
 */
export async function apply(
  session: Session,
  plans: readonly VmPlan[],
  options: ApplyOptions = {},
): Promise<Applied> {
  const run = new Run(session, options);
  const todo = plans.filter(({ fate }) => fate === 'change');
  await run.change(todo);
  await run.verify();
  const outcomes = todo.map(
    (plan) => run.outcomes.get(plan) ?? ({ plan, outcome: 'untouched' } as const),
  );
  return run.lost === undefined ? { outcomes } : { outcomes, lost: run.lost };
}

class Run {
  readonly outcomes = new Map<VmPlan, VmOutcome>();
  lost: VsphereError | undefined;
  readonly #session: Session;
  readonly #options: ApplyOptions;
  readonly #done: VmPlan[] = [];

  constructor(session: Session, options: ApplyOptions) {
    this.#session = session;
    this.#options = options;
  }

  async change(plans: readonly VmPlan[]): Promise<void> {
    const { concurrency = defaultConcurrency, stop, onTaskOver } = this.#options;
    const tasks = new TaskWatcher(this.#session);
    try {
      await forEachLimited(
        plans,
        concurrency,
        async (plan) => {
          try {
            await changeVm(this.#session, tasks, plan);
            this.#done.push(plan);
          } catch (error) {
            this.#failed(plan, error);
          }
          onTaskOver?.(plan);
        },
        () => this.lost !== undefined || stop?.aborted === true,
      );
    } finally {
      await tasks[Symbol.asyncDispose]();
    }
  }

  #failed(plan: VmPlan, error: unknown): void {
    this.#noteLoss(error);
    const described = describeError(error);
    const isUnknown = answerWasLost(error) || unknownCodes.includes(described.code);
    const outcome = isUnknown ? 'unknown' : 'failed';
    this.outcomes.set(plan, { plan, outcome, error: described });
  }

  /** No VM fares better on a server that does not answer, or that has ended the session: the run ends. */
  #noteLoss(error: unknown): void {
    const cause = error instanceof TaskUnknownError ? error.cause : error;
    if (cause instanceof ExchangeError || faultOf(cause)?.type === 'NotAuthenticated') {
      this.lost ??= cause as VsphereError;
    }
  }

  /** Reads back all VMs whose task succeeded, a hundred in a request. */
  async verify(): Promise<void> {
    const byMoid = new Map(this.#done.map((plan) => [plan.facts.moRef.value, plan]));
    let error: unknown = new VsphereError('GONE', 'the VM is no longer there');
    try {
      const known = this.#done.map(({ facts }) => facts);
      const keys = [...new Set(this.#done.flatMap(({ change }) => keysOf(change)))];
      for await (const now of rereadFacts(this.#session, known, keys)) {
        const plan = byMoid.get(now.moRef.value);
        if (plan !== undefined) {
          this.outcomes.set(plan, compare(plan, now));
        }
      }
    } catch (reason) {
      error = reason;
      this.#noteLoss(reason);
    }
    for (const plan of this.#done.filter((done) => !this.outcomes.has(done))) {
      this.outcomes.set(plan, { plan, outcome: 'unknown', error: describeError(error) });
    }
  }
}

function compare(plan: VmPlan, now: VmFacts): VmOutcome {
  const missing = unmet(now, plan.change);
  return isEmpty(missing)
    ? { plan, outcome: 'changed' }
    : {
        plan,
        outcome: 'unverified',
        unmet: missing,
        error: {
          code: 'IGNORED_BY_SERVER',
          message: 'the task succeeded, and the new values are not there',
        },
      };
}
