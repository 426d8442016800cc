import type { VmFacts } from '../facts/vm-facts.ts';
import { vmKey } from './job.ts';

/**
 * All names that a VM has. Two that share one may be one VM: it is seen through two addresses of a server, or through a vCenter and at its
 * host, or they are copies that share an id. A server may reassign instanceUuid, and a host that is asked itself may not tell it: the BIOS
 * uuid is the other that both show. An empty id is none.
 */
export function namesOf(facts: VmFacts): readonly string[] {
  const { instanceUuid, biosUuid } = facts;
  const own = (prefix: string, id = ''): string[] =>
    id === '' ? [] : [`${prefix}${id.toLowerCase()}`];
  // Locks of earlier versions name a VM by its instanceUuid alone, or by its key: so they hold still.
  return [vmKey(facts), ...own('', instanceUuid), ...own('BIOS uuid ', biosUuid)];
}
