import { GoneError } from '../../../errors.ts';
import {
  type CallOptions,
  propertiesOf,
  readName,
  retrieveObjects,
  type SelectedVm,
  type Session,
} from '../../../vsphere/index.ts';
import { factPaths, readFacts, type VmFacts } from '../../facts/vm-facts.ts';
import { vmSwitchOf } from '../../facts/vm-switch.ts';
import { keysOf, type VmChange } from '../../plan/change.ts';
import { type Evidence, readEvidence } from '../../verify/evidence.ts';

/** A VM read again: what there is to know of it, and what it shows of nested virtualization. */
export interface Reread {
  readonly now: VmFacts;
  readonly evidence: Evidence;
}

/**
 * VMs that are known already, read again with these keys of extraConfig; a hundred in a request.
 *
 * @param options `details` (default false): whether to read what only planning needs, too
 */
export async function* rereadVms(
  session: Session,
  known: readonly VmFacts[],
  keys: readonly string[],
  { details = false, ...call }: CallOptions & { readonly details?: boolean } = {},
): AsyncGenerator<Reread> {
  const byMoid = new Map(known.map((facts) => [facts.moRef.value, facts]));
  const vmSwitch = vmSwitchOf(session);
  const options = { details, ...(keys.length > 0 && { extraConfig: keys }), ...vmSwitch };
  const propSet = [{ type: 'VirtualMachine', pathSet: factPaths(session, options) }];
  const objects = known.map(({ moRef }) => moRef);
  for await (const content of retrieveObjects(session, objects, propSet, call)) {
    const before = byMoid.get(content.obj.value);
    if (before !== undefined) {
      const properties = propertiesOf(content);
      const { moRef, path } = before;
      const name = readName(properties, before.name);
      const vm: SelectedVm = { moRef, name, path, content, properties };
      const now = readFacts(session.endpoint, vm, options);
      const isReadable = !now.unreadable.includes('config.nestedHVEnabled');
      const evidence = readEvidence(session.endpoint, vm, properties, isReadable, vmSwitch);
      yield { now, evidence };
    }
  }
}

/** As `rereadVms`, for those who only want the facts. */
export async function* rereadFacts(
  ...asked: Parameters<typeof rereadVms>
): AsyncGenerator<VmFacts> {
  for await (const { now } of rereadVms(...asked)) {
    yield now;
  }
}

/** @throws GoneError */
export async function rereadOne(
  session: Session,
  facts: VmFacts,
  change: VmChange,
  options: { readonly details?: boolean } = {},
): Promise<VmFacts> {
  for await (const now of rereadFacts(session, [facts], keysOf(change), options)) {
    return now;
  }
  throw new GoneError(facts.path);
}
