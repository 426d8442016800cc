import type { CallOptions } from '../../soap/index.ts';
import type { MoRef } from '../../vim25/index.ts';
import { retrieveBelow } from '../container-view.ts';
import { type Inventory, retrieveInventory } from '../inventory.ts';
import { retrieveObjects } from '../property-collector.ts';
import type { Session } from '../session.ts';
import { retrieveNamed } from './retrieve-named.ts';
import { placeVm } from './retrieve-placed.ts';
import { requirePlaces, Seen } from './seen.ts';
import type { SelectedVm, Selection, SelectOptions } from './selection.ts';
import { SelectionFilter } from './selection-filter.ts';
import { hasWildcard } from './selector.ts';

/**
 * Retrieves the chosen VMs with the given properties, page by page, in the cheapest way there is:
 *
 * - moids and whole paths are looked up, and nothing else is read (`retrieveNamed`);
 * - other names and paths are looked for among the names of all VMs first, so that the properties of thousands are not read for the
 *   sake of three;
 * - with a wildcard, or without a selector, everything is retrieved once and sorted out here.
 *
 * @throws NotFoundError for a selector (also of `exclude`) that nothing matches, AmbiguousError for one without a wildcard that several match; both only
 * when all has been looked at.
 */
export async function* retrieveSelected(
  session: Session,
  selection: Selection,
  pathSet: readonly string[],
  options: SelectOptions = {},
): AsyncGenerator<SelectedVm> {
  const named = await retrieveNamed(session, selection, pathSet, options);
  if (named !== undefined) {
    yield* named;
    return;
  }
  const inventory = options.inventory ?? (await retrieveInventory(session, options));
  requirePlaces(inventory, selection);
  const filter = new SelectionFilter(inventory, selection, options);
  const all = [...new Set([...pathSet, ...filter.paths])];
  const { selectors } = selection;
  if (selectors.length === 0 || selectors.some(hasWildcard)) {
    const seen = new Seen(selection);
    for await (const vm of everyVm(session, inventory, all, options)) {
      const standing = filter.classify(vm);
      seen.add(vm, standing !== 'other');
      if (standing === 'chosen') {
        yield vm;
      }
    }
    requireMatches(seen, filter);
    return;
  }
  const chosen = await findByName(session, inventory, filter, new Seen(selection), options);
  const propSet = [{ type: 'VirtualMachine', pathSet: all }];
  for await (const content of retrieveObjects(session, chosen, propSet, options)) {
    yield placeVm(session, inventory, content);
  }
}

async function findByName(
  session: Session,
  inventory: Inventory,
  filter: SelectionFilter,
  seen: Seen,
  options: CallOptions,
): Promise<MoRef[]> {
  const chosen: MoRef[] = [];
  for await (const vm of everyVm(session, inventory, filter.paths, options)) {
    const standing = filter.classify(vm);
    seen.add(vm, standing !== 'other');
    if (standing === 'chosen') {
      chosen.push(vm.moRef);
    }
  }
  requireMatches(seen, filter);
  return chosen;
}

function requireMatches(seen: Seen, filter: SelectionFilter): void {
  seen.requireAny(filter.unmatched);
  seen.requireExcluded(filter.idleExcludes);
  filter.requireUnambiguous();
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
    yield placeVm(session, inventory, content);
  }
}
