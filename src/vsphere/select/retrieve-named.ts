import { faultOf } from '../../errors.ts';
import type { CallOptions } from '../../soap/index.ts';
import type { MoRef } from '../../vim25/index.ts';
import { Inventory } from '../inventory.ts';
import { pageSize, propertiesOf, retrieveObjects } from '../property-collector.ts';
import { findByInventoryPath } from '../search-index.ts';
import type { Session } from '../session.ts';
import { retrievePlaced } from './retrieve-placed.ts';
import type { SelectedVm, Selection, SelectOptions } from './selection.ts';
import { SelectionFilter } from './selection-filter.ts';
import { isVmMoid, type Selector, wholePathOf } from './selector.ts';

/** Paths that are looked up one by one: of more a look at the names of all VMs is cheaper in most fleets. */
const mostPaths = 16;

/**
 * Retrieves VMs that the selection gives by moid or by whole path: a request for each path, and one for a hundred VMs.
 *
 * @returns undefined if only a look at all VMs can tell: other selectors, places to look in, something that was not found
 * or may not be read. Then it may be there all the same, or the error has to name what is near.
 * @throws AmbiguousError, ExchangeError
 */
export async function retrieveNamed(
  ...asked: Parameters<typeof lookUp>
): ReturnType<typeof lookUp> {
  try {
    return await lookUp(...asked);
  } catch (error) {
    const fault = faultOf(error)?.type;
    if (fault === undefined || fault === 'NotAuthenticated') {
      throw error;
    }
    return undefined;
  }
}

async function lookUp(
  session: Session,
  selection: Selection,
  pathSet: readonly string[],
  options: SelectOptions,
): Promise<Iterable<SelectedVm> | AsyncIterable<SelectedVm> | undefined> {
  const { selectors, within, exclude = [] } = selection;
  if (selectors.length === 0 || within.length > 0) {
    return undefined;
  }
  const vms = await findVms(session, [...selectors, ...exclude], options);
  if (vms === undefined) {
    return undefined;
  }
  const filter = new SelectionFilter(
    new Inventory(session.content.rootFolder, []),
    selection,
    options,
  );
  // The properties of more VMs would not be given out before the last of them is known to be there.
  const isOnePage = vms.length <= pageSize;
  const paths = [...filter.paths, ...(isOnePage ? pathSet : [])];
  const chosen: SelectedVm[] = [];
  for await (const vm of retrievePlaced(session, vms, paths, options)) {
    // A VM that this user may not see is answered with nothing but its reference: it may neither be changed nor protect its twin.
    if (!vm.properties.has('name')) {
      return undefined;
    }
    if (filter.classify(vm) === 'chosen') {
      chosen.push(vm);
    }
  }
  if (filter.unmatched.length + filter.idleExcludes.length > 0) {
    return undefined;
  }
  filter.requireUnambiguous();
  return isOnePage ? chosen : withProperties(session, chosen, [...paths, ...pathSet], options);
}

/**
 * The VMs that selectors name, each once; undefined if one of them is not found by its name alone. That nothing is at a path is no proof: a
 * folder on the way may be hidden from this user (docs/facts.md#inventory-path).
 */
async function findVms(
  session: Session,
  selectors: readonly Selector[],
  options: CallOptions,
): Promise<readonly MoRef[] | undefined> {
  // An ESXi takes VMs of one name into one folder: there a path may mean several. Its moids are no such words.
  const isWord = ({ text }: Selector): boolean => session.isVCenter && isVmMoid(text);
  const moids = selectors.flatMap((selector) =>
    selector.kind === 'moid' ? [selector.value] : isWord(selector) ? [selector.text] : [],
  );
  const paths = session.isVCenter ? selectors.flatMap((one) => wholePathOf(one) ?? []) : [];
  if (moids.length + paths.length < selectors.length || paths.length > mostPaths) {
    return undefined;
  }
  const found = await Promise.all(paths.map((path) => findByInventoryPath(session, path, options)));
  const byMoid = moids.map((value): MoRef => ({ type: 'VirtualMachine', value }));
  const byPath = found.filter((one) => one?.type === 'VirtualMachine') as readonly MoRef[];
  const all = new Map([...byMoid, ...byPath].map((vm) => [vm.value, vm]));
  return byPath.length < paths.length ? undefined : [...all.values()];
}

async function* withProperties(
  session: Session,
  vms: readonly SelectedVm[],
  pathSet: readonly string[],
  options: CallOptions,
): AsyncGenerator<SelectedVm> {
  const byMoid = new Map(vms.map((vm) => [vm.moRef.value, vm]));
  const propSet = [{ type: 'VirtualMachine', pathSet: [...new Set(pathSet)] }];
  const moRefs = vms.map(({ moRef }) => moRef);
  for await (const content of retrieveObjects(session, moRefs, propSet, options)) {
    const vm = byMoid.get(content.obj.value);
    if (vm !== undefined) {
      yield { ...vm, content, properties: propertiesOf(content) };
    }
  }
}
