import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import { vmKey } from '../../nested/run/job.ts';
import {
  excludeRemedy,
  notFound,
  type SelectOptions,
  type Selector,
  type Session,
} from '../../vsphere/index.ts';
import type { ScopedSelector } from '../endpoints/scope.ts';
import type { Io } from '../io.ts';
import { printWarning } from '../terminal/notes.ts';

/** What the selectors of --exclude have matched, on all servers. */
export class Excluded {
  readonly #all: readonly Selector[];
  readonly #matched = new Set<Selector>();
  readonly #vms = new Set<string>();
  /** What was matched, by `isVCenter` of the server and instanceUuid. */
  readonly #paths = { true: new Map<unknown, string>(), false: new Map<unknown, string>() };

  constructor(all: readonly Selector[]) {
    this.#all = all;
  }

  /** VMs that would have been chosen. */
  get count(): number {
    return this.#vms.size;
  }

  /** Returns what notes the matches of one server. */
  noteFor(
    session: Session,
    scoped: readonly ScopedSelector[],
  ): NonNullable<SelectOptions['onExcluded']> {
    return (selector, { moRef, path, properties }, isChosen) => {
      for (const { written } of scoped.filter((one) => one.selector === selector)) {
        this.#matched.add(written);
      }
      const uuid = properties.get('config.instanceUuid');
      if (uuid !== undefined) {
        this.#paths[`${session.isVCenter}`].set(uuid, path);
      }
      if (isChosen) {
        this.#vms.add(vmKey({ endpoint: session.endpoint, moRef }));
      }
    };
  }

  /** The plans without those of VMs that are excluded at their vCenter and reached at their host as well, or the other way round. */
  without(io: Io, vCenters: ReadonlySet<string>, plans: readonly VmPlan[]): readonly VmPlan[] {
    return plans.filter(({ facts }) => {
      const others = this.#paths[`${!vCenters.has(facts.endpoint)}`];
      const path = others.get(facts.instanceUuid);
      if (path === undefined) {
        return true;
      }
      printWarning(io, `${facts.path} is excluded: it has the instanceUuid of ${path} (--exclude)`);
      this.#vms.add(vmKey(facts));
      return false;
    });
  }

  /** @throws NotFoundError for those that have matched nothing: misspelt, they would protect nothing */
  requireAll(): void {
    const [first, ...others] = this.#all.filter((selector) => !this.#matched.has(selector));
    if (first !== undefined) {
      throw notFound('VM to exclude', first, [], { remedy: excludeRemedy, others });
    }
  }
}
