import { AmbiguousError, NotFoundError } from '../errors.ts';
import type { CallOptions } from '../soap/index.ts';
import { formatMoRef, type MoRef, type ObjectContent } from '../vim25/index.ts';
import { retrieveBelow } from './container-view.ts';
import { type Inventory, nodeOf, placePaths } from './inventory.ts';
import { type Properties, propertiesOf, retrieveObjects } from './property-collector.ts';
import { matches, type Selectable, type Selector } from './selector.ts';
import type { Session } from './session.ts';

/** Which VMs a run is about: at least one selector has to match (none given: all do), and every narrowing too. */
export interface Selection {
  readonly selectors: readonly Selector[];
  /** Names or globs of a cluster, host, folder or pool that the VM is in, at any depth. */
  readonly within: readonly Within[];
  /** A property path and what its value has to look like. */
  readonly where: readonly Where[];
}

export interface Within {
  readonly kind: 'cluster' | 'host' | 'folder' | 'pool';
  readonly selector: Selector;
}

export interface Where {
  readonly path: string;
  readonly selector: Selector;
}

/** A VM that was chosen, where it stands, and what was asked of it. */
export interface SelectedVm {
  readonly moRef: MoRef;
  readonly name: string;
  readonly path: string;
  readonly content: ObjectContent;
  readonly properties: Properties;
}

const typesOf: Readonly<Record<Within['kind'], readonly string[]>> = {
  cluster: ['ClusterComputeResource', 'ComputeResource'],
  host: ['HostSystem'],
  folder: ['Folder'],
  pool: ['ResourcePool', 'VirtualApp'],
};

/**
 * Retrieves the chosen VMs with the given properties, page by page.
 *
 * With a wildcard, or without a selector, everything is retrieved once and sorted out here. Plain names and paths are looked for by
 * name first, so that the properties of thousands are not read for the sake of three.
 *
 * @throws NotFoundError for a selector that nothing matches, AmbiguousError for one without a wildcard that several match; both only
 * when all has been looked at.
 */
export async function* retrieveSelected(
  session: Session,
  inventory: Inventory,
  selection: Selection,
  pathSet: readonly string[],
  options: CallOptions = {},
): AsyncGenerator<SelectedVm> {
  const sieve = new Sieve(inventory, selection);
  const all = [...new Set([...pathSet, ...sieve.paths])];
  const { selectors } = selection;
  if (
    selectors.length === 0 ||
    selectors.some(({ kind, ...rest }) => kind !== 'moid' && 'isGlob' in rest && rest.isGlob)
  ) {
    for await (const vm of everyVm(session, inventory, all, options)) {
      if (sieve.passes(vm)) {
        yield vm;
      }
    }
    sieve.requireMatches();
    return;
  }
  const chosen = await findByName(session, inventory, sieve, options);
  const propSet = [{ type: 'VirtualMachine', pathSet: all }];
  for await (const content of retrieveObjects(session, chosen, propSet, options)) {
    yield describe(inventory, content);
  }
}

async function findByName(
  session: Session,
  inventory: Inventory,
  sieve: Sieve,
  options: CallOptions,
): Promise<MoRef[]> {
  const chosen: MoRef[] = [];
  for await (const vm of everyVm(session, inventory, sieve.paths, options)) {
    if (sieve.passes(vm)) {
      chosen.push(vm.moRef);
    }
  }
  sieve.requireMatches();
  return chosen;
}

async function* everyVm(
  session: Session,
  inventory: Inventory,
  pathSet: readonly string[],
  options: CallOptions,
): AsyncGenerator<SelectedVm> {
  const propSet = [{ type: 'VirtualMachine', pathSet }];
  for await (const content of retrieveBelow(
    session,
    session.content.rootFolder,
    propSet,
    options,
  )) {
    yield describe(inventory, content);
  }
}

function describe(inventory: Inventory, content: ObjectContent): SelectedVm {
  const properties = propertiesOf(content);
  const node = nodeOf(content.obj, properties);
  const path = inventory.pathOf(node);
  return { moRef: content.obj, name: node.name, path, content, properties };
}

/** Lets the chosen VMs through, and remembers which selector has matched what. */
class Sieve {
  /** What has to be retrieved of a VM to tell whether it passes. */
  readonly paths: readonly string[];
  readonly #inventory: Inventory;
  readonly #selection: Selection;
  readonly #matched = new Map<Selector, string[]>();

  constructor(inventory: Inventory, selection: Selection) {
    this.#inventory = inventory;
    this.#selection = selection;
    const places = selection.within.length > 0 ? ['runtime.host', 'resourcePool'] : [];
    this.paths = [...placePaths, ...places, ...selection.where.map(({ path }) => path)];
  }

  passes(vm: SelectedVm): boolean {
    const { selectors, within, where } = this.#selection;
    const passes =
      within.every((narrowing) => this.#isWithin(vm, narrowing)) &&
      where.every(({ path, selector }) => hasValue(vm, path, selector));
    const candidate: Selectable = { moid: vm.moRef.value, name: vm.name, path: vm.path };
    const matching = selectors.filter((selector) => matches(selector, candidate));
    if (passes) {
      for (const selector of matching) {
        const matched = this.#matched.get(selector) ?? [];
        matched.push(`${vm.path} (${vm.moRef.value})`);
        this.#matched.set(selector, matched);
      }
    }
    return passes && (selectors.length === 0 || matching.length > 0);
  }

  requireMatches(): void {
    for (const selector of this.#selection.selectors) {
      const matched = this.#matched.get(selector) ?? [];
      if (matched.length === 0) {
        throw new NotFoundError('VM', selector.text, "'vhv vms' lists what there is.");
      }
      if (matched.length > 1 && (selector.kind === 'moid' || !selector.isGlob)) {
        throw new AmbiguousError('VM', selector.text, matched);
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

function hasValue(vm: SelectedVm, path: string, selector: Selector): boolean {
  const value = vm.properties.get(path);
  if (value === undefined) {
    return false;
  }
  const text =
    typeof value === 'object' && 'type' in value && 'value' in value
      ? formatMoRef(value as MoRef)
      : String(value);
  return matches(selector, { moid: text, name: text, path: text });
}
