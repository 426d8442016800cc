import { GoneError } from '../../../errors.ts';
import type { Session } from '../../../vsphere/index.ts';
import { rereadFacts } from '../../facts/reread-facts.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { keysOf, type VmChange } from '../../plan/change.ts';

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
