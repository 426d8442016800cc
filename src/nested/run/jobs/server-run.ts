import {
  ExchangeError,
  faultOf,
  SessionLostError,
  TaskUnknownError,
  VsphereError,
} from '../../../errors.ts';
import type { Session } from '../../../vsphere/index.ts';
import type { GuestHosts } from '../../facts/guest-hosts.ts';
import { isEmpty, unmet } from '../../plan/change.ts';
import { changeConfig, isAsSeen, isMadeAlready, stale } from '../drive/change-config.ts';
import { driveOn } from '../drive/drive-on.ts';
import { awaitGuest } from '../drive/guest-back.ts';
import { IgnoredError } from '../drive/ignored-error.ts';
import { Linger } from '../drive/linger.ts';
import { rereadOne } from '../drive/reread.ts';
import { ServerContext } from '../drive/server-context.ts';
import { cyclesPower, endPowerState, type Job } from '../job.ts';
import type { CompleteJobOptions } from '../options.ts';
import { describeFailure, meaningOf, type Outcome, outcomeOf, type VmOutcome } from '../outcome.ts';
import type { StepName } from '../steps.ts';
import { FreshFacts } from './fresh-facts.ts';
import { keyNeeds, needsOf } from './needs.ts';
import type { Need, Places } from './places.ts';
import { ReadBack } from './read-back.ts';
import { type Place, runSchedule } from './schedule.ts';
import type { Twins } from './twins.ts';

/** What the runs on several servers share. */
export interface RunCallbacks {
  readonly places: Places<Job>;
  readonly twins: Twins;
  readonly guestHosts: GuestHosts;
  /** What a VM needs so that no other is worked on that may be the same. */
  readonly turnsOf: (job: Job) => readonly Need[];
  /** Whether no further VM may be begun. */
  readonly isStopped: () => boolean;
  readonly onStep: (job: Job, step: StepName) => Promise<void>;
  /** Called when a VM was driven through its steps, and tells the job with the moid that the VM has now. */
  readonly onDriven: (job: Job, driven: Job) => void;
  /** Called when a VM's own work is over, however it went. */
  readonly onWorked: (job: Job) => void;
  /** @param isLost whether the server was lost before it */
  readonly onOutcome: (outcome: VmOutcome, isLost: boolean) => Promise<void>;
}

/** Whether a VM may be changed as it is, in one call: it is off, or needs not to be. */
function isPlain(job: Job): boolean {
  return !cyclesPower(job) && !job.templateAfter && Object.keys(job.plan.steps).length === 0;
}

/** Whether a VM is as it should be before its turn: this run has changed it already, through another address. */
async function isDoneAlready(server: ServerContext, job: Job): Promise<boolean> {
  const { plan, mayGoOff } = job;
  const now = await server.patiently(() => rereadOne(server.session, plan.facts, plan.change));
  return (
    mayGoOff !== true &&
    isEmpty(unmet(now, plan.change)) &&
    endPowerState(now.powerState) === job.powerAfter &&
    (now.template ?? false) === job.templateAfter
  );
}

/** All VMs of a run on one server. */
export class ServerRun {
  /** Set where the server stopped answering, or ended the session and did not renew it: no VM fares better there. */
  lost: VsphereError | undefined;
  readonly #session: Session;
  readonly #options: CompleteJobOptions;
  readonly #callbacks: RunCallbacks;
  readonly #linger: Linger;
  readonly #readBack: ReadBack;

  constructor(session: Session, options: CompleteJobOptions, callbacks: RunCallbacks) {
    this.#session = session;
    this.#options = options;
    this.#callbacks = callbacks;
    this.#linger = new Linger(options.lingerMs);
    this.#readBack = new ReadBack(
      session,
      (outcome) => this.#report(outcome),
      (error) => this.#recordLoss(error),
    );
  }

  /** One VM's failure is its own. */
  async run(jobs: readonly Job[]): Promise<void> {
    await using server = new ServerContext(
      this.#session,
      this.#options,
      this.#callbacks.guestHosts,
    );
    // Any other is looked at by itself, right before its power is touched.
    const plain = jobs.filter(isPlain);
    const fresh = new FreshFacts(this.#session, plain, this.#options.factsReadAt);
    await runSchedule(jobs, {
      needsOf: (job) => [...needsOf(job, this.#options), ...this.#callbacks.turnsOf(job)],
      places: this.#callbacks.places,
      stop: () => this.lost !== undefined || this.#callbacks.isStopped(),
      work: (job, place) => this.#runJob(server, fresh, job, place),
    });
    await this.#readBack.flush();
  }

  async #runJob(server: ServerContext, fresh: FreshFacts, job: Job, place: Place): Promise<void> {
    this.#linger.enter();
    let isAtWork: boolean = true;
    const rest = (): void => {
      if (isAtWork) {
        isAtWork = false;
        this.#linger.leave();
      }
    };
    try {
      if (this.#callbacks.twins.has(job) && (await isDoneAlready(server, job))) {
        this.#callbacks.onWorked(job);
        await this.#readBack.add(job.plan);
        return;
      }
      if (isPlain(job)) {
        await this.#changeOnly(server, fresh, job);
        this.#callbacks.onWorked(job);
        await this.#readBack.add(job.plan);
        return;
      }
      const driven = await driveOn(server, job, {
        begin: (step) => this.#callbacks.onStep(job, step),
        linger: (isOver) => {
          rest();
          place.rest();
          return this.#watchOn(isOver);
        },
      });
      this.#callbacks.onDriven(job, driven.job);
      const back = await awaitGuest(server, driven);
      // It is back, and so has its key: the others of its provider may follow.
      this.#callbacks.places.lift(keyNeeds(job.plan));
      this.#callbacks.onWorked(job);
      // The next may go down while this one is read.
      place.rest();
      // It was read back before it was started: now its run has to show it.
      await this.#readBack.prove(driven.job.plan, back);
    } catch (error) {
      this.#callbacks.onWorked(job);
      const outcome = await this.#failed(job, error);
      if (meaningOf(outcome).mayBeDown || codeOf(error) === 'GUEST_NOT_BACK') {
        // Down, or about to go down: those that stand in for it stay up.
        place.keep();
      }
    } finally {
      rest();
    }
  }

  async #changeOnly(server: ServerContext, fresh: FreshFacts, job: Job): Promise<void> {
    const { facts, change } = job.plan;
    // What a twin has done meanwhile the facts of the plan do not know.
    const now = this.#callbacks.twins.has(job)
      ? await rereadOne(this.#session, facts, change)
      : await fresh.of(facts);
    if (isMadeAlready(now, facts, change)) {
      return;
    }
    if (!isAsSeen(now, facts, change)) {
      throw stale(facts);
    }
    if (!isEmpty(change)) {
      await server.beforeTask(() => this.#callbacks.onStep(job, 'reconfigure'));
      if ((await changeConfig(server, now, change, { patient: false })) === 'found') {
        await this.#callbacks.onStep(job, 'found-made');
      }
    }
  }

  async #watchOn(isOver: () => Promise<boolean>): Promise<boolean> {
    while (!this.#linger.isOver) {
      if (await isOver()) {
        return true;
      }
    }
    return false;
  }

  async #failed({ plan }: Job, error: unknown): Promise<Outcome> {
    this.#recordLoss(error);
    const failure = describeFailure(error);
    const outcome: VmOutcome =
      error instanceof IgnoredError
        ? { plan, outcome: 'unverified', unmet: error.unmet, error: failure }
        : { plan, outcome: outcomeOf(error), error: failure };
    await this.#report(outcome);
    return outcome.outcome;
  }

  #report(outcome: VmOutcome): Promise<void> {
    return this.#callbacks.onOutcome(outcome, this.lost !== undefined);
  }

  #recordLoss(error: unknown): void {
    const cause = error instanceof TaskUnknownError || hasTellingCause(error) ? error.cause : error;
    const isLoss =
      cause instanceof ExchangeError ||
      cause instanceof SessionLostError ||
      faultOf(cause)?.type === 'NotAuthenticated';
    this.lost ??= isLoss ? (cause as VsphereError) : this.#session.refusal;
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof VsphereError ? error.code : undefined;

/** Of these the cause says whether it was the server that was lost. */
function hasTellingCause(error: unknown): error is VsphereError {
  return ['LEFT_OFF', 'CHECK_FAILED', 'GUEST_NOT_BACK'].includes(codeOf(error) ?? '');
}
