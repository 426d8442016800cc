import { retrieveServerId, type Session } from '../../../vsphere/index.ts';
import type { Need } from './places.ts';

/**
 * What VMs of servers need that give themselves one id: they may be one server, so their VMs have their turns one after the other. Clones
 * share an id too, and are only slower for it.
 *
 * @returns by address; nothing for a server that no other may be
 */
export async function turnsOfServers(
  sessions: readonly Session[],
): Promise<ReadonlyMap<string, readonly Need[]>> {
  const byId = new Map<string, string[]>();
  await Promise.all(
    (sessions.length > 1 ? sessions : []).map(async (session) => {
      const id = await retrieveServerId(session);
      if (id !== undefined) {
        byId.set(id, [...(byId.get(id) ?? []), session.endpoint]);
      }
    }),
  );
  const turns = new Map<string, readonly Need[]>();
  for (const [id, addresses] of byId) {
    for (const address of addresses.length > 1 ? addresses : []) {
      turns.set(address, [{ name: `server ${id}`, most: 1 }]);
    }
  }
  return turns;
}
