import type { Session } from '../../vsphere/index.ts';
import { vmKey } from '../apply/job.ts';
import { rereadFacts } from '../apply/reread.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { keysOf } from '../plan/change.ts';
import type { VmRecord } from './read-journal.ts';

/**
 * What the VMs of a journal are now, by their key; those that are gone are missing. A hundred in a request.
 *
 * @param options `details`: whether to read what only planning needs, too
 */
export async function retrieveRecords(
  sessions: readonly Session[],
  records: readonly VmRecord[],
  options: { readonly details: boolean },
): Promise<ReadonlyMap<string, VmFacts>> {
  const found = new Map<string, VmFacts>();
  const keys = [...new Set(records.flatMap(({ job }) => keysOf(job.plan.change)))];
  for (const session of sessions) {
    const known = records
      .map(({ job }) => job.plan.facts)
      .filter(({ endpoint }) => endpoint === session.endpoint);
    for await (const facts of rereadFacts(session, known, keys, options)) {
      found.set(vmKey(facts), facts);
    }
  }
  return found;
}
