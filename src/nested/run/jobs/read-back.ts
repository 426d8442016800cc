import { setTimeout as sleep } from 'node:timers/promises';
import { GoneError } from '../../../errors.ts';
import type { Session } from '../../../vsphere/index.ts';
import { rereadFacts } from '../../facts/reread-facts.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { isEmpty, keysOf, unmet } from '../../plan/change.ts';
import type { VmPlan } from '../../plan/plan.ts';
import { evidenceOf } from '../../verify/evidence.ts';
import { IgnoredError } from '../drive/ignored-error.ts';
import { objectionTo } from '../drive/no-effect-error.ts';
import { describeFailure, type VmOutcome } from '../outcome.ts';

/** VMs read back in one request. */
const batch = 100;
/** After how long, in ms, a VM is looked at again that has the value and does not show its effect. */
const secondLookMs = 1000;

/** Reads back what was changed, a hundred VMs in a request: a task that succeeded is no proof. */
export class ReadBack {
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
    const plans = this.#waiting;
    this.#waiting = [];
    const outcomes = await this.#readBack(plans, (plan, error) => {
      return { plan, outcome: 'unknown', error: describeFailure(error) };
    });
    // All at once: a journal syncs its disk once for all of them.
    await Promise.all(outcomes.map((outcome) => this.#onOutcome(outcome)));
  }

  /**
   * Of a VM whose values were read back before it was started: whether its run was started with them.
   *
   * @param now the VM as it was read after its start; undefined if it has to be read first
   */
  async prove(plan: VmPlan, now?: VmFacts): Promise<void> {
    const isToShow = plan.change.nestedHVEnabled !== undefined;
    const seen = isToShow && now ? [compare(plan, now)] : undefined;
    // What was read back stands, also where nobody answers any more.
    const [outcome] = await this.#readBack(isToShow ? [plan] : [], () => undefined, seen);
    await this.#onOutcome(outcome ?? { plan, outcome: 'changed' });
  }

  /**
   * @param onUnread what became of a VM that could not be read
   * @param seen what a look before has shown of them
   */
  async #readBack(
    plans: readonly VmPlan[],
    onUnread: (plan: VmPlan, error: unknown) => VmOutcome | undefined,
    seen?: VmOutcome[],
  ): Promise<VmOutcome[]> {
    const outcomes = seen ?? (await this.#look(plans, onUnread));
    const isDoubtful = ({ error }: VmOutcome): boolean => error?.code === 'NO_EFFECT';
    const doubtful = outcomes.filter(isDoubtful);
    if (doubtful.length === 0) {
      return outcomes;
    }
    // Nobody has witnessed that the lists follow at once, so that one look is no proof of the contrary.
    await sleep(secondLookMs);
    const again = await this.#look(
      doubtful.map(({ plan }) => plan),
      (plan) => doubtful.find((one) => one.plan === plan),
    );
    return [...outcomes.filter((one) => !isDoubtful(one)), ...again];
  }

  async #look(
    plans: readonly VmPlan[],
    onUnread: (plan: VmPlan, error: unknown) => VmOutcome | undefined,
  ): Promise<VmOutcome[]> {
    const unread = new Map(plans.map((plan) => [plan.facts.moRef.value, plan]));
    const keys = [...new Set(plans.flatMap(({ change }) => keysOf(change)))];
    let error: unknown = new GoneError('the VM');
    const outcomes: VmOutcome[] = [];
    try {
      const known = [...unread.values()].map(({ facts }) => facts);
      for await (const now of rereadFacts(this.#session, known, keys)) {
        const { value } = now.moRef;
        const plan = unread.get(value);
        if (plan !== undefined) {
          unread.delete(value);
          outcomes.push(compare(plan, now));
        }
      }
    } catch (reason) {
      error = reason;
      this.#onError(reason);
    }
    return [...outcomes, ...[...unread.values()].flatMap((plan) => onUnread(plan, error) ?? [])];
  }
}

function compare(plan: VmPlan, now: VmFacts): VmOutcome {
  const missing = unmet(now, plan.change);
  if (!isEmpty(missing)) {
    const error = describeFailure(new IgnoredError(now, missing));
    return { plan, outcome: 'unverified', unmet: missing, error };
  }
  const objection = objectionTo(plan, evidenceOf(now));
  if (objection !== undefined) {
    const { levels } = objection;
    return { plan, outcome: 'unverified', levels, error: describeFailure(objection) };
  }
  return { plan, outcome: 'changed' };
}
