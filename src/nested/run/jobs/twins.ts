import type { Job } from '../job.ts';
import { namesOf } from '../vm-names.ts';
import type { Need } from './places.ts';

/** Jobs that may be about one VM, as they share a name. Nobody can tell from here, so they have their turns one after the other. */
export class Twins {
  readonly #needs = new Map<Job, readonly Need[]>();

  constructor(jobs: readonly Job[]) {
    const byName = new Map<string, Job[]>();
    for (const job of jobs) {
      for (const name of namesOf(job.plan.facts)) {
        const sharing = byName.get(name) ?? [];
        sharing.push(job);
        byName.set(name, sharing);
      }
    }
    for (const [name, sharing] of byName) {
      for (const job of sharing.length > 1 ? sharing : []) {
        // Held also while a guest takes its time, and for good where the VM is left down.
        this.#needs.set(job, [...this.needsOf(job), { name: `VM ${name}`, most: 1, lasts: true }]);
      }
    }
  }

  has(job: Job): boolean {
    return this.#needs.has(job);
  }

  /** Nothing for a job without a twin. */
  needsOf(job: Job): readonly Need[] {
    return this.#needs.get(job) ?? [];
  }
}
