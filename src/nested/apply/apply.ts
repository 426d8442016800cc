import type { VsphereError } from '../../errors.ts';
import type { Session } from '../../vsphere/index.ts';
import type { VmPlan } from '../plan/plan.ts';
import { cyclesPower, type Job, jobOf, vmKey } from './job.ts';
import { type ApplyOptions, completeOptions, type RunOptions } from './options.ts';
import type { VmOutcome } from './outcome.ts';
import { ServerRun, type Shared } from './server-run.ts';
import type { StepName } from './steps.ts';

/** A server that stopped answering, or ended the session. */
export interface LostServer {
  readonly endpoint: string;
  readonly error: VsphereError;
}

export interface Applied {
  /** One for each VM that was to be changed, in their order. */
  readonly outcomes: readonly VmOutcome[];
  readonly lost: readonly LostServer[];
}

/**
 * Carries out all plans whose fate is `change`: shuts down what has to be off, changes it, reads every one back and compares, and
 * starts again what ran. One VM's failure is its own; a server that no longer answers ends the run on that server alone.
 *
 * @param sessions one for each endpoint that the plans were made for
 */
export function apply(
  sessions: Session | readonly Session[],
  plans: readonly VmPlan[],
  options: ApplyOptions = {},
): Promise<Applied> {
  const jobs = plans.filter(({ fate }) => fate === 'change').map(jobOf);
  return runJobs([sessions].flat(), jobs, options);
}

/** As `apply`, for jobs: what `resume` and `rollback` carry out. */
export async function runJobs(
  sessions: readonly Session[],
  jobs: readonly Job[],
  options: ApplyOptions = {},
): Promise<Applied> {
  const run = new Run(sessions, jobs, completeOptions(options));
  const { canary } = run.options;
  if (canary > 0) {
    await run.work(jobs.slice(0, canary));
  }
  if (canary === 0 || run.failures === 0) {
    await run.work(jobs.slice(canary));
  }
  return run.applied();
}

class Run {
  readonly options: RunOptions;
  failures = 0;
  #begun = 0;
  readonly #sessions: readonly Session[];
  readonly #jobs: readonly Job[];
  readonly #maxFailures: number;
  readonly #outcomes = new Map<string, VmOutcome>();
  readonly #lost: LostServer[] = [];

  constructor(sessions: readonly Session[], jobs: readonly Job[], options: RunOptions) {
    this.#sessions = sessions;
    this.#jobs = jobs;
    this.options = options;
    this.#maxFailures = options.maxFailures ?? (jobs.some(cyclesPower) ? 1 : 10);
  }

  async work(jobs: readonly Job[]): Promise<void> {
    const shared: Shared = {
      isStopped: () => this.#isStopped(),
      onBegin: () => {
        this.#begun += 1;
      },
      onStep: (job, step) => this.#onStep(job, step),
      onWorked: ({ plan }) => {
        this.options.onEvent?.({ kind: 'worked', vm: vmKey(plan.facts) });
      },
      onOutcome: (outcome) => this.#onOutcome(outcome),
    };
    await Promise.all(
      this.#sessions.map(async (session) => {
        const { endpoint } = session;
        const own = jobs.filter(({ plan }) => plan.facts.endpoint === endpoint);
        const run = new ServerRun(session, this.options, shared);
        await run.run(own);
        if (run.lost !== undefined) {
          this.#lost.push({ endpoint, error: run.lost });
        }
      }),
    );
  }

  applied(): Applied {
    const outcomes = this.#jobs.map(
      ({ plan }): VmOutcome =>
        this.#outcomes.get(vmKey(plan.facts)) ?? { plan, outcome: 'untouched' },
    );
    return { outcomes, lost: this.#lost };
  }

  #isStopped(): boolean {
    const { stop, limit, notAfter } = this.options;
    return (
      stop?.aborted === true ||
      this.failures >= this.#maxFailures ||
      this.#begun >= limit ||
      (notAfter !== undefined && new Date() > notAfter)
    );
  }

  async #onStep({ plan: { facts } }: Job, step: StepName): Promise<void> {
    const vm = vmKey(facts);
    await this.options.journal?.append({ kind: 'step', vm, step });
    this.options.onEvent?.({ kind: 'step', vm, path: facts.path, step });
  }

  async #onOutcome(outcome: VmOutcome): Promise<void> {
    const vm = vmKey(outcome.plan.facts);
    if (outcome.outcome !== 'changed') {
      this.failures += 1;
    }
    this.#outcomes.set(vm, outcome);
    const { error } = outcome;
    const entry = { kind: 'outcome' as const, vm, outcome: outcome.outcome };
    await this.options.journal?.append(error === undefined ? entry : { ...entry, error });
    this.options.onEvent?.({ kind: 'outcome', vm, outcome });
  }
}
