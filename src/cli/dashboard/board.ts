import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import { vmKey } from '../../nested/run/job.ts';
import type { RunEvent } from '../../nested/run/options.ts';
import type { VmOutcome } from '../../nested/run/outcome.ts';
import { firstStateOf, indexOfState, type RunState } from '../../report/html/run/run-states.ts';
import type { RunPhase, RunUpdate } from '../../report/html/run/run-update.ts';

interface Row {
  state: RunState;
  note: string;
  /** The number of the change that made it so; 0 for what it was in the beginning. */
  changed: number;
}

/**
 * The present state of each VM of a run, and no history: its size does not grow with what happens.
 */
export class RunBoard {
  readonly #rows: readonly Row[];
  readonly #byVm: ReadonlyMap<string, Row>;
  #changes = 0;
  #phase: RunPhase = 'running';

  constructor(plans: readonly VmPlan[]) {
    this.#rows = plans.map((plan) => ({ state: firstStateOf(plan), note: '', changed: 0 }));
    this.#byVm = new Map(
      plans.flatMap(({ facts }, index) => {
        const row = this.#rows[index];
        return row === undefined ? [] : [[vmKey(facts), row] as const];
      }),
    );
  }

  /** The number of the last change: what `since` is to be asked with next time. */
  get changes(): number {
    return this.#changes;
  }

  take(event: RunEvent): void {
    if (event.kind === 'step') {
      this.#set(event.vm, 'working', event.step);
    } else if (event.kind === 'worked') {
      this.#set(event.vm, 'reading-back', '');
    } else {
      this.#end(event.vm, event.outcome);
    }
  }

  stopping(): void {
    this.#turn('stopping');
  }

  /** @param outcomes of all VMs; none where an error has ended the run */
  over(outcomes: readonly VmOutcome[] = []): void {
    for (const outcome of outcomes) {
      this.#end(vmKey(outcome.plan.facts), outcome);
    }
    this.#turn('over');
  }

  /** What has changed after a change; after 0, everything that is not as in the beginning. */
  since(change: number): RunUpdate {
    const rows = this.#rows.flatMap(({ state, note, changed }, index) =>
      changed > change ? [[index, indexOfState(state), note] as const] : [],
    );
    return { phase: this.#phase, rows };
  }

  #turn(phase: RunPhase): void {
    if (this.#phase !== 'over') {
      this.#changes += 1;
      this.#phase = phase;
    }
  }

  #end(vm: string, { outcome, error }: VmOutcome): void {
    this.#set(vm, outcome, error === undefined ? '' : `${error.code}: ${error.message}`);
  }

  #set(vm: string, state: RunState, note: string): void {
    const row = this.#byVm.get(vm);
    if (row !== undefined && (row.state !== state || row.note !== note)) {
      this.#changes += 1;
      Object.assign(row, { state, note, changed: this.#changes });
    }
  }
}
