import type { MoRef, ObjectContent } from '../../vim25/index.ts';
import {
  type CallOptions,
  propertiesOf,
  readName,
  retrieveObjects,
  retrievePlaced,
  type SelectedVm,
  type Session,
} from '../../vsphere/index.ts';
import { factPaths, readFacts, type VmFacts } from './vm-facts.ts';
import { vmSwitchOf } from './vm-switch.ts';

/** What has to be known of a VM to read it again. */
export type KnownVm = Pick<VmFacts, 'moRef' | 'name' | 'path' | 'datacenter'>;

export interface RereadOptions extends CallOptions {
  /** Whether to read what only planning needs, too. Default false. */
  readonly details?: boolean;
  /** Whether to find out anew which datacenter the VM is in. Default false: it is taken to be where it was. */
  readonly datacenter?: boolean;
}

/**
 * Retrieves the facts of VMs that are known already, with these keys of extraConfig; a hundred in a request. Paths stay as they are known. A VM
 * that is gone is left out.
 */
export async function* rereadFacts(
  session: Session,
  known: readonly KnownVm[],
  keys: readonly string[] = [],
  { details = false, datacenter = false, ...call }: RereadOptions = {},
): AsyncGenerator<VmFacts> {
  const byMoid = new Map(known.map((vm) => [vm.moRef.value, vm]));
  const options = {
    details,
    ...(keys.length > 0 && { extraConfig: keys }),
    ...vmSwitchOf(session),
  };
  const paths = factPaths(session, options);
  const moRefs = known.map(({ moRef }) => moRef);
  const vms = datacenter
    ? retrievePlaced(session, moRefs, paths, call)
    : retrieveInPlace(session, byMoid, moRefs, paths, call);
  for await (const vm of vms) {
    const path = byMoid.get(vm.moRef.value)?.path ?? vm.path;
    yield readFacts(session.endpoint, { ...vm, path }, options);
  }
}

/** Retrieves VMs that are taken to be where they were. */
async function* retrieveInPlace(
  session: Session,
  known: ReadonlyMap<string, KnownVm>,
  moRefs: readonly MoRef[],
  pathSet: readonly string[],
  options: CallOptions,
): AsyncGenerator<SelectedVm> {
  const propSet = [{ type: 'VirtualMachine', pathSet }];
  for await (const content of retrieveObjects(session, moRefs, propSet, options)) {
    const before = known.get(content.obj.value);
    if (before !== undefined) {
      yield inPlace(content, before);
    }
  }
}

function inPlace(content: ObjectContent, { name, path, datacenter }: KnownVm): SelectedVm {
  const properties = propertiesOf(content);
  return {
    moRef: content.obj,
    name: readName(properties, name),
    path,
    ...(datacenter !== undefined && { datacenter }),
    content,
    properties,
  };
}

/** What to read of a VM that is retrieved together with other objects, and how to make facts of it. */
export interface DetailsReader {
  readonly paths: readonly string[];
  readonly read: (content: ObjectContent, known: KnownVm) => VmFacts;
}

/** Reads what rereadFacts does, with details, where the VM is taken to be where it was. */
export function detailsReader(session: Session, keys: readonly string[]): DetailsReader {
  const options = {
    details: true,
    ...(keys.length > 0 && { extraConfig: keys }),
    ...vmSwitchOf(session),
  };
  return {
    paths: factPaths(session, options),
    read: (content, known) => readFacts(session.endpoint, inPlace(content, known), options),
  };
}
