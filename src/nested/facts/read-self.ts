import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { bareHost, type Session } from '../../vsphere/index.ts';
import type { SelfFacts } from './surroundings.ts';

const noMac = '00:00:00:00:00:00';

/** How to know this machine, and the server, among the VMs that a plan would shut down. */
export async function readSelf(session: Session): Promise<SelfFacts> {
  const cards = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const macAddresses = new Set(cards.map(({ mac }) => mac.toLowerCase()));
  macAddresses.delete(noMac);
  const host = bareHost(new URL(session.endpoint).hostname);
  // An address is found as itself.
  const found = await lookup(host, { all: true }).catch(() => []);
  const serverAddresses = [...new Set([host, ...found.map(({ address }) => address)])];
  return { macAddresses: [...macAddresses], serverAddresses };
}
