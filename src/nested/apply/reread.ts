import { GoneError } from '../../errors.ts';
import {
  propertiesOf,
  retrieveObjects,
  type SelectedVm,
  type Session,
} from '../../vsphere/index.ts';
import { factPaths, readFacts, type VmFacts } from '../facts/vm-facts.ts';
import { vmSwitchOf } from '../hosts/vm-switch.ts';
import { keysOf, type VmChange } from '../plan/change.ts';

/** Facts of VMs that are known already, read again with these keys of extraConfig; a hundred in a request. */
export async function* rereadFacts(
  session: Session,
  known: readonly VmFacts[],
  keys: readonly string[],
): AsyncGenerator<VmFacts> {
  const byMoid = new Map(known.map((facts) => [facts.moRef.value, facts]));
  const options = { ...(keys.length > 0 && { extraConfig: keys }), ...vmSwitchOf(session) };
  const propSet = [{ type: 'VirtualMachine', pathSet: factPaths(options) }];
  const objects = known.map(({ moRef }) => moRef);
  for await (const content of retrieveObjects(session, objects, propSet)) {
    const before = byMoid.get(content.obj.value);
    if (before !== undefined) {
      const properties = propertiesOf(content);
      const { moRef, path } = before;
      const name = String(properties.get('name') ?? before.name);
      const vm: SelectedVm = { moRef, name, path, content, properties };
      yield readFacts(session.endpoint, vm, options);
    }
  }
}

/** @throws GoneError */
export async function rereadOne(
  session: Session,
  facts: VmFacts,
  change: VmChange,
): Promise<VmFacts> {
  for await (const now of rereadFacts(session, [facts], keysOf(change))) {
    return now;
  }
  throw new GoneError(facts.path);
}
