import { AmbiguousError, NotFoundError } from '../../errors.ts';
import { nearest } from '../../nearest.ts';
import type { Inventory } from '../inventory.ts';
import { notFound } from './not-found.ts';
import { type SelectedVm, type Selection, typesOf, type Where } from './selection.ts';
import { matches, readingOf, type Selectable, type Selector } from './selector.ts';

/** Values of one property that are kept: those of an enumeration, and not the names of a fleet. */
const mostValues = 50;

/** For a selector that is to protect VMs and matches none. */
export const excludeRemedy = 'It protects nothing: correct it, or leave it out.';

/**
 * Remembers what a search has looked at, so that a selector that matches nothing can be told near matches. Names are kept only where
 * names were asked for, values only of the properties that were asked for.
 */
export class Seen {
  readonly #selection: Selection;
  readonly #vms: Selectable[] = [];
  readonly #values: ReadonlyMap<Where, Set<string>>;
  #anyChosen: boolean = false;

  constructor(selection: Selection) {
    this.#selection = selection;
    this.#values = new Map(selection.where.map((where) => [where, new Set<string>()]));
  }

  add({ moRef, name, path, properties }: SelectedVm, isChosen: boolean): void {
    this.#anyChosen ||= isChosen;
    if (this.#selection.selectors.length > 0 || this.#selection.exclude !== undefined) {
      this.#vms.push({ moid: moRef.value, name, path });
    }
    for (const [where, values] of this.#values) {
      const value = properties.get(where.path);
      if (['string', 'number', 'boolean'].includes(typeof value) && values.size < mostValues) {
        values.add(String(value));
      }
    }
  }

  /**
   * @param unmatched the selectors that matched nothing
   * @throws NotFoundError
   */
  requireAny(unmatched: readonly Selector[]): void {
    const { within, where } = this.#selection;
    const narrowings = [
      ...within.map(({ kind, selector }) => `${kind} ${selector.text}`),
      ...where.map(({ path, selector }) => `${path}=${selector.text}`),
    ];
    const [first, ...others] = unmatched;
    if (first !== undefined) {
      const remedy = 'Look for it with a glob such as *name*.';
      throw notFound('VM', first, this.#vms, { remedy, besides: narrowings, others });
    }
    if (!this.#anyChosen && narrowings.length > 0) {
      this.#requireValues();
      const remedy = 'Each of these has to hold for a VM.';
      throw new NotFoundError('VM', narrowings.join("', '"), remedy);
    }
  }

  /** @throws NotFoundError for what is to be left out and is not there */
  requireExcluded([first, ...others]: readonly Selector[]): void {
    if (first !== undefined) {
      throw notFound('VM to exclude', first, this.#vms, { remedy: excludeRemedy, others });
    }
  }

  /** @throws NotFoundError for a value that no VM has */
  #requireValues(): void {
    for (const [{ path, selector }, values] of this.#values) {
      const all = [...values];
      const isThere = all.some((name) => matches(selector, { moid: name, name, path: name }));
      const near = nearest(selector.text, all).map((value) => `${path}=${value}`);
      if (!isThere && near.length > 0) {
        throw new NotFoundError('VM', `${path}=${selector.text}`, '', { verb: 'has', near });
      }
    }
  }
}

/**
 * Makes sure that what VMs are to be in is there.
 *
 * @throws NotFoundError naming its kind; AmbiguousError for a text that is the path of one place and the name of another
 */
export function requirePlaces(inventory: Inventory, { within }: Selection): void {
  for (const { kind, selector } of within) {
    const known = [...inventory.nodes]
      .filter(({ moRef }) => typesOf[kind].includes(moRef.type))
      .map((node) => ({
        moid: node.moRef.value,
        name: node.name,
        path: inventory.pathOf(node),
      }));
    const found = known.flatMap((one) => {
      const reading = readingOf(selector, one);
      return reading === undefined ? [] : [{ reading, path: one.path }];
    });
    if (found.length === 0) {
      throw notFound(kind, selector, known);
    }
    if (
      found.some(({ reading }) => reading === 'path') &&
      found.some(({ reading }) => reading === 'name')
    ) {
      const paths = found.map(({ path }) => path);
      throw new AmbiguousError(kind, selector.text, paths, 'Write a slash of a name as %2f.');
    }
  }
}
