import { GoneError } from '../../errors.ts';
import type { Session } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { isEmpty, keysOf, unmet } from '../plan/change.ts';
import type { VmPlan } from '../plan/plan.ts';
import { IgnoredError } from './ignored-error.ts';
import { describeFailure, type VmOutcome } from './outcome.ts';
import { rereadFacts } from './reread.ts';

/** VMs read back in one request. */
const batch = 100;

/** Reads back what was changed, a hundred VMs in a request: a task that succeeded is no proof. */
export class Verifier {
  readonly #session: Session;
  readonly #onOutcome: (outcome: VmOutcome) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #waiting: VmPlan[] = [];

  constructor(
    session: Session,
    onOutcome: (outcome: VmOutcome) => Promise<void>,
    onError: (error: unknown) => void,
  ) {
    this.#session = session;
    this.#onOutcome = onOutcome;
    this.#onError = onError;
  }

  async add(plan: VmPlan): Promise<void> {
    this.#waiting.push(plan);
    if (this.#waiting.length >= batch) {
      await this.flush();
    }
  }

  async flush(): Promise<void> {
    const plans = new Map(this.#waiting.map((plan) => [plan.facts.moRef.value, plan]));
    this.#waiting = [];
    const known = [...plans.values()].map(({ facts }) => facts);
    const keys = [...new Set([...plans.values()].flatMap(({ change }) => keysOf(change)))];
    let error: unknown = new GoneError('the VM');
    const outcomes: VmOutcome[] = [];
    try {
      for await (const now of rereadFacts(this.#session, known, keys)) {
        const plan = plans.get(now.moRef.value);
        if (plan !== undefined) {
          plans.delete(now.moRef.value);
          outcomes.push(compare(plan, now));
        }
      }
    } catch (reason) {
      error = reason;
      this.#onError(reason);
    }
    for (const plan of plans.values()) {
      outcomes.push({ plan, outcome: 'unknown', error: describeFailure(error) });
    }
    // All at once: a journal syncs its disk once for all of them.
    await Promise.all(outcomes.map((outcome) => this.#onOutcome(outcome)));
  }
}

function compare(plan: VmPlan, now: VmFacts): VmOutcome {
  const missing = unmet(now, plan.change);
  if (isEmpty(missing)) {
    return { plan, outcome: 'changed' };
  }
  const error = describeFailure(new IgnoredError(now, missing));
  return { plan, outcome: 'unverified', unmet: missing, error };
}
