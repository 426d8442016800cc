import { decodeName } from '../../entity-name.ts';
import { AmbiguousError } from '../../errors.ts';
import { formatMoRef, isMoRef, type MoRef } from '../../vim25/index.ts';
import { type Inventory, nodeOf, placePaths } from '../inventory.ts';
import { unreadableOf } from '../property-collector.ts';
import {
  type SelectedVm,
  type Selection,
  type SelectOptions,
  typesOf,
  type Where,
  type Within,
} from './selection.ts';
import {
  hasWildcard,
  matches,
  type Reading,
  readingOf,
  type Selectable,
  type Selector,
} from './selector.ts';
import { lookUpPath } from './where-path.ts';

/** A VM that a selector has matched, and as what. */
interface Match {
  readonly reading: Reading;
  readonly vm: string;
}

/** Lets the chosen VMs through, and remembers which selector has matched what. */
export class SelectionFilter {
  /** What has to be retrieved of a VM to tell whether it passes. */
  readonly paths: readonly string[];
  /** The paths of booleans: unset is false. */
  readonly #booleans: ReadonlySet<string>;
  readonly #inventory: Inventory;
  readonly #selection: Selection;
  readonly #matched = new Map<Selector, Match[]>();
  readonly #excluding = new Set<Selector>();
  readonly #onExcluded: SelectOptions['onExcluded'];

  constructor(inventory: Inventory, selection: Selection, options: SelectOptions = {}) {
    this.#inventory = inventory;
    this.#selection = selection;
    this.#onExcluded = options.onExcluded;
    const known = selection.where.map(({ path }) => ({ path, ...lookUpPath(path) }));
    this.#booleans = new Set(known.filter((one) => one.isBoolean).map(({ path }) => path));
    const places = selection.within.length > 0 ? ['runtime.host', 'resourcePool'] : [];
    // One VM can be reached at two addresses: what is left out at one must not be changed at the other.
    const identity = selection.exclude === undefined ? [] : ['config.instanceUuid'];
    this.paths = [
      ...placePaths,
      ...places,
      ...identity,
      ...selection.where.map(({ path }) => path),
    ];
  }

  passes(vm: SelectedVm): boolean {
    return this.classify(vm) === 'chosen';
  }

  /** As `passes`; `excluded` if nothing but `exclude` keeps it back. */
  classify(vm: SelectedVm): 'chosen' | 'excluded' | 'other' {
    const { selectors, within, where, exclude = [] } = this.#selection;
    const passes =
      within.every((narrowing) => this.#isWithin(vm, narrowing)) &&
      where.every((one) => hasValue(vm, one, this.#booleans.has(one.path)));
    const candidate: Selectable = { moid: vm.moRef.value, name: vm.name, path: vm.path };
    const matching = selectors.flatMap((selector) => {
      const reading = readingOf(selector, candidate);
      return reading === undefined ? [] : [{ selector, reading }];
    });
    const excluding = exclude.filter((selector) => matches(selector, candidate));
    const isChosen = passes && (selectors.length === 0 || matching.length > 0);
    for (const selector of excluding) {
      this.#excluding.add(selector);
      this.#onExcluded?.(selector, vm, isChosen);
    }
    if (passes) {
      for (const { selector, reading } of matching) {
        const matched = this.#matched.get(selector) ?? [];
        // A wildcard may match everything, and nobody asks what. A VM that is left out makes no name ambiguous.
        const isNews = !hasWildcard(selector) || matched.every((one) => one.reading !== reading);
        if (excluding.length === 0 && isNews) {
          matched.push({ reading, vm: `${vm.path} (${vm.moRef.value})` });
        }
        this.#matched.set(selector, matched);
      }
    }
    return !isChosen ? 'other' : excluding.length > 0 ? 'excluded' : 'chosen';
  }

  /** Selectors of `exclude` that nothing has matched so far: misspelt, they would protect nothing. */
  get idleExcludes(): readonly Selector[] {
    const { exclude = [] } = this.#selection;
    return this.#onExcluded === undefined
      ? exclude.filter((selector) => !this.#excluding.has(selector))
      : [];
  }

  /** Selectors that nothing has matched so far. */
  get unmatched(): readonly Selector[] {
    return this.#selection.selectors.filter((selector) => !this.#matched.has(selector));
  }

  /**
   * @throws AmbiguousError for a selector without a wildcard that several VMs match, and for one with a wildcard that some VMs match by their
   * paths and others by a slash in their names
   */
  requireUnambiguous(): void {
    for (const selector of this.#selection.selectors) {
      const matched = this.#matched.get(selector) ?? [];
      if (matched.length > 1) {
        throw new AmbiguousError(
          'VM',
          selector.text,
          matched.map(({ vm }) => vm),
        );
      }
    }
  }

  #isWithin(vm: SelectedVm, { kind, selector }: Within): boolean {
    const starts = [
      nodeOf(vm.moRef, vm.properties).parent,
      vm.properties.get('runtime.host') as MoRef | undefined,
      vm.properties.get('resourcePool') as MoRef | undefined,
    ];
    return starts.some((start) =>
      [...this.#inventory.ancestry(start)].some(
        (node) =>
          typesOf[kind].includes(node.moRef.type) &&
          matches(selector, {
            moid: node.moRef.value,
            name: node.name,
            path: this.#inventory.pathOf(node),
          }),
      ),
    );
  }
}

/** A connection that is lost, or a missing right, is no false. */
function isUnreadable({ content }: SelectedVm, path: string): boolean {
  return [...unreadableOf(content).keys()].some(
    (one) => path === one || path.startsWith(`${one}.`),
  );
}

/** The properties of a VM that are its name; the API escapes all of them. */
function isName(path: string): boolean {
  return path === 'name' || path === 'config.name' || path === 'summary.config.name';
}

function hasValue(vm: SelectedVm, { path, selector }: Where, isBoolean: boolean): boolean {
  // Of a VM whose configuration may not be read nobody knows: then the path is among the unreadable.
  const unset = isBoolean && !isUnreadable(vm, path) ? false : undefined;
  const value = vm.properties.get(path) ?? unset;
  if (value === undefined) {
    return false;
  }
  // A reference is known by its moid too, and a name by either spelling.
  const text = isMoRef(value) ? formatMoRef(value) : String(value);
  const moid = isMoRef(value) ? value.value : text;
  const name = isName(path) ? decodeName(text) : text;
  return [text, name].some((one) => matches(selector, { moid, name: one, path: one }));
}
