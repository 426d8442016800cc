import { setTimeout as sleep } from 'node:timers/promises';
import {
  answerWasLost,
  ExchangeError,
  faultOf,
  TaskUnknownError,
  VsphereError,
} from '../../errors.ts';
import { reconfigure, type Session, type TaskWatcher } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { configSpec, isEmpty, unmet } from '../plan/change.ts';
import type { VmPlan } from '../plan/plan.ts';
import { type LostAnswer, settleLostAnswer } from './lost-answer.ts';
import { rereadOne } from './reread.ts';

/** How often a VM that is busy is tried again, and how long to wait before: 1, 2, 4, 8, 16 s. */
const busyRetries = 5;
const busyWaitMs = 1000;

/** Whether a VM is still what a plan was made upon: its power, and the old value of everything that would change. */
function isAsPlanned(now: VmFacts, { facts, change }: VmPlan): boolean {
  return (
    now.powerState === facts.powerState &&
    (change.nestedHVEnabled === undefined ||
      (now.nestedHVEnabled ?? false) === change.nestedHVEnabled.from) &&
    change.extraConfig.every(({ key, from }) => (now.extraConfig?.[key] ?? '') === (from ?? ''))
  );
}

function stale({ path }: VmFacts, cause: unknown): VsphereError {
  const message = `${path} is no longer what was planned upon; plan again`;
  return new VsphereError('PLAN_STALE', message, { cause });
}

function unclear({ path }: VmFacts, cause: unknown): VsphereError {
  const message = `the answer for ${path} was lost, and the VM does not tell whether the change was made; look at it, then plan again`;
  return new VsphereError('OUTCOME_UNKNOWN', message, { cause });
}

/** Reads what became of a lost answer. Where the server cannot be read either, the loss itself is the news. */
async function settle(session: Session, plan: VmPlan, loss: VsphereError): Promise<LostAnswer> {
  try {
    return await settleLostAnswer(session, plan);
  } catch (error) {
    if (error instanceof ExchangeError) {
      throw loss;
    }
    return 'unclear';
  }
}

/**
 * Makes the planned change to one VM that may be changed as it is.
 *
 * A VM that is busy is waited for. One that somebody else has changed meanwhile is read again: the change is made upon its new
 * changeVersion if what was planned upon still holds. Where the answer was lost the VM is read; only one that has certainly not
 * changed is sent the request once more.
 *
 * @throws VsphereError PLAN_STALE, OUTCOME_UNKNOWN; what reconfigure throws.
 */
export async function changeVm(session: Session, tasks: TaskWatcher, plan: VmPlan): Promise<void> {
  let { facts } = plan;
  let busy = 0;
  let sentAgain = false;
  for (;;) {
    try {
      await reconfigure(session, tasks, facts.moRef, configSpec(facts, plan.change));
      return;
    } catch (error) {
      const fault = faultOf(error)?.type;
      if (answerWasLost(error) || error instanceof TaskUnknownError) {
        const found = await settle(session, { ...plan, facts }, error);
        if (found === 'taken') {
          return;
        }
        if (found === 'unclear' || sentAgain) {
          throw unclear(facts, error);
        }
        sentAgain = true;
      } else if (fault === 'TaskInProgress' && busy < busyRetries) {
        await sleep(busyWaitMs * 2 ** busy);
        busy += 1;
      } else if (fault === 'ConcurrentAccess' && busy < busyRetries) {
        busy += 1;
        facts = await rereadOne(session, facts, plan.change);
        if (isEmpty(unmet(facts, plan.change))) {
          return;
        }
        if (!isAsPlanned(facts, plan)) {
          throw stale(facts, error);
        }
      } else {
        throw error;
      }
    }
  }
}
