import type { CallOptions } from '../../soap/index.ts';
import type { MoRef, ObjectContent } from '../../vim25/index.ts';
import type { Inventory } from '../inventory.ts';
import type { Properties } from '../property-collector.ts';
import { parseValueGlob, type Selector, type SelectorOptions } from './selector.ts';

/** Which VMs a run is about: at least one selector has to match (none given: all do), and every narrowing too. */
export interface Selection {
  readonly selectors: readonly Selector[];
  /** Names or globs of a cluster, host, folder or pool that the VM is in, at any depth. */
  readonly within: readonly Within[];
  /** A property path and what its value has to look like (parseValueGlob). A boolean that is unset is false; other unset values match nothing. */
  readonly where: readonly Where[];
  /** VMs that any of these matches are left out, whatever else matches them. Default none. */
  readonly exclude?: readonly Selector[];
}

export interface SelectOptions extends CallOptions {
  /** The tree that VMs hang in, if it was read already. Default: it is read if the selection needs it. */
  readonly inventory?: Inventory;
  /**
   * Called for each VM that a selector of `exclude` matches, and for each such selector. With it, selectors of `exclude` that match
   * nothing are the caller's concern.
   *
   * @param isChosen true if the rest of the selection chooses the VM
   */
  readonly onExcluded?: (selector: Selector, vm: SelectedVm, isChosen: boolean) => void;
}

/** Whether nothing says that a part of the VMs is meant. */
export function isWholeFleet({ selectors, within, where }: Selection): boolean {
  return selectors.length + within.length + where.length === 0;
}

/** The kinds of place that VMs are in. */
export const withinKinds = ['cluster', 'host', 'folder', 'pool'] as const;

export interface Within {
  readonly kind: (typeof withinKinds)[number];
  readonly selector: Selector;
}

export interface Where {
  readonly path: string;
  readonly selector: Selector;
}

/**
 * Reads `property=glob`, such as `config.version=vmx-1*`; undefined for what has no property, or no `=`.
 *
 * @param options as of `parseValueGlob`
 */
export function parseWhere(
  text: string,
  options: Pick<SelectorOptions, 'ignoreCase'> = {},
): Where | undefined {
  const equals = text.indexOf('=');
  return equals <= 0
    ? undefined
    : { path: text.slice(0, equals), selector: parseValueGlob(text.slice(equals + 1), options) };
}

/** A VM that was chosen, where it stands, and what was asked of it. */
export interface SelectedVm {
  readonly moRef: MoRef;
  readonly name: string;
  readonly path: string;
  /** Absent on an ESXi by itself, where nothing is asked of it, and if a folder above may not be read. */
  readonly datacenter?: MoRef;
  readonly content: ObjectContent;
  readonly properties: Properties;
}

/** The managed objects that a narrowing means. */
export const typesOf: Readonly<Record<Within['kind'], readonly string[]>> = {
  cluster: ['ClusterComputeResource', 'ComputeResource'],
  host: ['HostSystem'],
  folder: ['Folder'],
  pool: ['ResourcePool', 'VirtualApp'],
};
