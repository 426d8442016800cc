import type { VmFacts } from '../facts/vm-facts.ts';
import { type Job, vmKey } from './job.ts';
import type { Need } from './places.ts';

/**
 * Jobs that may be about one VM: it is seen through two addresses of a server, or through a vCenter and at its host, or they are copies that
 * share an id. Nobody can tell from here, so they have their turns one after the other.
 */
export class Twins {
  readonly #needs = new Map<Job, readonly Need[]>();

  constructor(jobs: readonly Job[]) {
    const byId = new Map<string, Job[]>();
    for (const job of jobs) {
      for (const id of idsOf(job.plan.facts)) {
        const sharing = byId.get(id) ?? [];
        sharing.push(job);
        byId.set(id, sharing);
      }
    }
    for (const [name, sharing] of byId) {
      for (const job of sharing.length > 1 ? sharing : []) {
        // Held also while a guest takes its time, and for good where the VM is left down.
        this.#needs.set(job, [...this.needsOf(job), { name, most: 1, lasts: true }]);
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

/** A server may reassign instanceUuid, and a host that is asked itself may not tell it: the BIOS uuid is the other that both show. */
function idsOf(facts: VmFacts): readonly string[] {
  const { instanceUuid, biosUuid } = facts;
  const own = (kind: string, id: string | undefined): string[] =>
    id === undefined || id === '' ? [] : [`${kind} ${id.toLowerCase()}`];
  return [
    `VM ${vmKey(facts)}`,
    ...own('instanceUuid', instanceUuid),
    ...own('BIOS uuid', biosUuid),
  ];
}
