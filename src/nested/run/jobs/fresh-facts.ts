import { GoneError } from '../../../errors.ts';
import type { Session } from '../../../vsphere/index.ts';
import { rereadFacts } from '../../facts/reread-facts.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { keysOf } from '../../plan/change.ts';
import { type Job, vmKey } from '../job.ts';

/** Facts of a VM that is off serve for so long; changeVersion guards the rest. */
const freshMs = 60_000;
/** VMs read in one request. */
const batch = 100;

interface Reading {
  readonly at: number;
  readonly found: Promise<ReadonlyMap<string, VmFacts>>;
}

const isFresh = (at: number): boolean => Date.now() - at < freshMs;

/** Facts that are not older than a minute: those of the plan while they are, then read again for a hundred VMs at once. */
export class FreshFacts {
  readonly #session: Session;
  /** Those that have not begun, in their order. */
  readonly #waiting: Map<string, VmFacts>;
  readonly #keys: readonly string[];
  readonly #plannedAt: number;
  readonly #readings = new Map<string, Reading>();

  constructor(session: Session, jobs: readonly Job[], readAt: Date) {
    this.#session = session;
    this.#waiting = new Map(jobs.map(({ plan }) => [vmKey(plan.facts), plan.facts]));
    this.#keys = [...new Set(jobs.flatMap(({ plan }) => keysOf(plan.change)))];
    this.#plannedAt = readAt.getTime();
  }

  /** @throws GoneError; what the reading throws */
  async of(facts: VmFacts): Promise<VmFacts> {
    const key = vmKey(facts);
    if (!isFresh(this.#plannedAt) && !this.#isRead(key)) {
      this.#readWith(key, facts);
    }
    const reading = this.#readings.get(key);
    this.#waiting.delete(key);
    this.#readings.delete(key);
    if (reading === undefined) {
      return facts;
    }
    const now = (await reading.found).get(key);
    if (now === undefined) {
      throw new GoneError(facts.path);
    }
    return now;
  }

  /** Reads a VM, and with it those whose turn comes next; they need not come in their order, as each host has so many at once. */
  #readWith(key: string, facts: VmFacts): void {
    this.#waiting.delete(key);
    const others = [...this.#waiting].filter(([other]) => !this.#isRead(other));
    const next = [[key, facts] as const, ...others].slice(0, batch);
    const found = this.#read(next.map(([, facts]) => facts));
    found.catch(() => undefined);
    for (const [key] of next) {
      this.#readings.set(key, { at: Date.now(), found });
    }
  }

  #isRead(key: string): boolean {
    const reading = this.#readings.get(key);
    return reading !== undefined && isFresh(reading.at);
  }

  async #read(known: readonly VmFacts[]): Promise<ReadonlyMap<string, VmFacts>> {
    const found = new Map<string, VmFacts>();
    for await (const facts of rereadFacts(this.#session, known, this.#keys)) {
      found.set(vmKey(facts), facts);
    }
    return found;
  }
}
