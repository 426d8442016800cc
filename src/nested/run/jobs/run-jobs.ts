import { VsphereError } from '../../../errors.ts';
import type { Session } from '../../../vsphere/index.ts';
import { GuestHosts } from '../../facts/guest-hosts.ts';
import type { VmPlan } from '../../plan/plan.ts';
import { cyclesPower, inTurn, isDownAlready, type Job, vmKey } from '../job.ts';
import { type CompleteJobOptions, completeOptions, type JobOptions } from '../options.ts';
import { describeFailure, meaningOf, type VmOutcome } from '../outcome.ts';
import type { StepName } from '../steps.ts';
import { EventReporter } from './event-reporter.ts';
import { downNeeds } from './needs.ts';
import { type Need, Places } from './places.ts';
import { type RunCallbacks, ServerRun } from './server-run.ts';
import { turnsOfServers } from './turns-of-servers.ts';
import { Twins } from './twins.ts';

/**
 * A server that stopped answering, or ended the session and refused the login when it was renewed; or one on which the run itself broke
 * (code UNEXPECTED).
 */
export interface LostServer {
  readonly endpoint: string;
  readonly error: VsphereError;
}

export interface Applied {
  /** One for each VM that was to be changed, in their order. */
  readonly outcomes: readonly VmOutcome[];
  readonly lost: readonly LostServer[];
  /** Set where an outcome could not be written to the journal: it knows less than this. */
  readonly journalError?: Error;
  /** The first error of `onEvent`. The run has gone on as if there were none. */
  readonly callbackError?: Error;
}

/**
 * Carries out jobs: shuts down what has to be off, changes it, reads every one back and compares, and starts again what ran. One VM's
 * failure is its own; a server that no longer answers ends the run on that server alone.
 *
 * @param sessions one for each endpoint that the jobs are at
 */
export async function runJobs(
  sessions: readonly Session[],
  jobs: readonly Job[],
  options: JobOptions = {},
): Promise<Applied> {
  const run = new Run(sessions, jobs, completeOptions(options));
  const { canary, limit } = run.options;
  // The first ones and no others: somebody has agreed to these.
  const chosen = inTurn(jobs).slice(0, limit);
  const canaries = chosen.slice(0, canary);
  if (canary > 0) {
    await run.carryOut(canaries);
  }
  if (run.areChanged(canaries)) {
    await run.carryOut(chosen.slice(canary));
  }
  return run.applied();
}

class Run {
  readonly options: CompleteJobOptions;
  #failures = 0;
  readonly #sessions: readonly Session[];
  readonly #jobs: readonly Job[];
  readonly #maxFailures: number;
  readonly #places = new Places<Job>();
  readonly #twins: Twins;
  readonly #guestHosts: GuestHosts;
  #turns: Promise<ReadonlyMap<string, readonly Need[]>> | undefined;
  /** VMs that a step was begun for. */
  readonly #stepped = new Set<string>();
  /** Suspended VMs that were to be powered off. */
  readonly #discarded = new Map<string, 'yes' | 'perhaps'>();
  readonly #outcomes = new Map<string, VmOutcome>();
  /** Plans of VMs that have another moid since they were planned, and what was planned. */
  readonly #planned = new WeakMap<VmPlan, VmPlan>();
  readonly #lost = new Map<string, VsphereError>();
  #journalError: Error | undefined;
  readonly #events: EventReporter;

  constructor(sessions: readonly Session[], jobs: readonly Job[], options: CompleteJobOptions) {
    // Of several at one address the first.
    this.#sessions = sessions.filter(
      ({ endpoint }, index) => sessions.findIndex((one) => one.endpoint === endpoint) === index,
    );
    this.#jobs = jobs;
    this.#twins = new Twins(jobs);
    this.#guestHosts = new GuestHosts(this.#sessions);
    this.options = options;
    this.#events = new EventReporter(options.onEvent);
    this.#maxFailures = options.maxFailures ?? (jobs.some(cyclesPower) ? 1 : 10);
    for (const job of jobs.filter(isDownAlready)) {
      this.#places.reserve(job, downNeeds(job.plan));
    }
    for (const plan of options.staysDown ?? []) {
      const needs = downNeeds(plan);
      this.#places.take(needs);
      this.#places.keep(needs);
    }
  }

  async carryOut(jobs: readonly Job[]): Promise<void> {
    const serverTurn = await this.#serverTurns();
    const callbacks: RunCallbacks = {
      places: this.#places,
      twins: this.#twins,
      guestHosts: this.#guestHosts,
      turnsOf: (job) => [...this.#twins.needsOf(job), ...serverTurn(job)],
      isStopped: () => this.#isStopped(),
      onStep: (job, step) => this.#onStep(job, step),
      onDriven: (job, driven) => this.#planned.set(driven.plan, job.plan),
      onWorked: ({ plan }) => this.#events.report({ kind: 'worked', vm: vmKey(plan.facts) }),
      onOutcome: (outcome, isLost) => this.#onOutcome(outcome, isLost),
    };
    await Promise.all(
      this.#sessions.map(async (session) => {
        const { endpoint } = session;
        const own = jobs.filter(({ plan }) => plan.facts.endpoint === endpoint);
        if (own.length > 0 && !this.#lost.has(endpoint)) {
          await this.#workAt(session, own, callbacks);
        }
        for (const job of own) {
          this.#places.abandon(job);
        }
      }),
    );
  }

  async #serverTurns(): Promise<(job: Job) => readonly Need[]> {
    const addresses = new Set(this.#jobs.map(({ plan }) => plan.facts.endpoint));
    this.#turns ??= turnsOfServers(this.#sessions.filter((one) => addresses.has(one.endpoint)));
    const turns = await this.#turns;
    return ({ plan }) => turns.get(plan.facts.endpoint) ?? [];
  }

  /** Never throws: what became of the other VMs, here and elsewhere, has to be told whatever happens. */
  async #workAt(session: Session, jobs: readonly Job[], callbacks: RunCallbacks): Promise<void> {
    const { endpoint } = session;
    const run = new ServerRun(session, this.options, callbacks);
    try {
      await run.run(jobs);
    } catch (cause) {
      const error = new VsphereError('UNEXPECTED', describeFailure(cause).message, { cause });
      this.#lost.set(endpoint, error);
    }
    if (run.lost !== undefined) {
      this.#lost.set(endpoint, run.lost);
    }
  }

  areChanged(jobs: readonly Job[]): boolean {
    return jobs.every(({ plan }) => {
      const outcome = this.#outcomes.get(vmKey(plan.facts))?.outcome;
      return outcome !== undefined && meaningOf(outcome).isSuccess;
    });
  }

  applied(): Applied {
    const outcomes = this.#jobs.map(
      (job) => this.#outcomes.get(vmKey(job.plan.facts)) ?? this.#untold(job),
    );
    const journalError = this.#journalError;
    const callbackError = this.#events.error;
    const lost = [...this.#lost].map(([endpoint, error]) => ({ endpoint, error }));
    return {
      outcomes,
      lost,
      ...(journalError && { journalError }),
      ...(callbackError && { callbackError }),
    };
  }

  /** What became of a VM that nothing was heard of: its turn did not come, or the run broke while it was worked on. */
  #untold(job: Job): VmOutcome {
    const { plan } = job;
    if (!this.#stepped.has(vmKey(plan.facts))) {
      return notBegun(job);
    }
    const message = `the run broke while ${plan.facts.path} was worked on; look at it`;
    return { plan, outcome: 'unknown', error: { code: 'OUTCOME_UNKNOWN', message } };
  }

  #isStopped(): boolean {
    const { signal, notAfter } = this.options;
    return (
      signal?.aborted === true ||
      this.#journalError !== undefined ||
      this.#failures >= this.#maxFailures ||
      (notAfter !== undefined && new Date() > notAfter)
    );
  }

  async #onStep({ plan: { facts } }: Job, step: StepName): Promise<void> {
    const vm = vmKey(facts);
    this.#stepped.add(vm);
    if (step === 'discard' || this.#discarded.has(vm)) {
      this.#discarded.set(vm, step === 'discard' ? 'perhaps' : 'yes');
    }
    await this.options.journal?.append({ kind: 'step', vm, step });
    this.#events.report({ kind: 'step', vm, path: facts.path, step });
  }

  async #onOutcome(seen: VmOutcome, isLost: boolean): Promise<void> {
    const planned = this.#planned.get(seen.plan) ?? seen.plan;
    const vm = vmKey(planned.facts);
    const outcome = withLoss(seen, this.#discarded.get(vm));
    const counts = meaningOf(outcome.outcome).countsAsFailure;
    if (counts === 'always' || (counts === 'unless-server-lost' && !isLost)) {
      this.#failures += 1;
    }
    this.#outcomes.set(vm, outcome);
    const { error } = outcome;
    const entry = { kind: 'outcome' as const, vm, outcome: outcome.outcome };
    try {
      await this.options.journal?.append(error === undefined ? entry : { ...entry, error });
    } catch (reason) {
      // What became of the VM is told all the same, and no further one is begun.
      this.#journalError ??= reason as Error;
    }
    this.#events.report({ kind: 'outcome', vm, outcome });
  }
}

/** Where the change failed, nobody would look for the loss that was agreed to for its sake. */
function withLoss(
  outcome: VmOutcome,
  suspendedStateLost: VmOutcome['suspendedStateLost'],
): VmOutcome {
  const { error } = outcome;
  if (suspendedStateLost === undefined || error === undefined) {
    return outcome;
  }
  const verb = suspendedStateLost === 'yes' ? 'is' : 'may be';
  const message = `${error.message}; what it held suspended ${verb} LOST, since it was powered off for the change`;
  return { ...outcome, suspendedStateLost, error: { ...error, message } };
}

/** One that an earlier run has brought down is down still where its turn did not come. */
function notBegun({ plan, powerAfter, mayGoOff }: Job): VmOutcome {
  const { path, powerState } = plan.facts;
  if (powerAfter === 'poweredOn' && powerState !== 'poweredOn') {
    const message = `${path} IS OFF since an earlier run; its turn did not come`;
    return { plan, outcome: 'left-off', error: { code: 'LEFT_OFF', message } };
  }
  if (mayGoOff === true) {
    const message = `the guest of ${path} was asked to shut down by an earlier run; its turn did not come`;
    return { plan, outcome: 'open', error: { code: 'GUEST_STAYS_ON', message } };
  }
  return { plan, outcome: 'untouched' };
}
