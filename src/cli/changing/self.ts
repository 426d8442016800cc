import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { SelfFacts } from '../../nested/facts/surroundings.ts';
import { bareHost } from '../../soap/index.ts';
import type { Session } from '../../vsphere/index.ts';

const noMac = '00:00:00:00:00:00';

/** How to know this machine, and the server, among the VMs that a plan would shut down. */
export async function readSelf(session: Session): Promise<SelfFacts> {
  const cards = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const macAddresses = new Set(cards.map(({ mac }) => mac.toLowerCase()));
  macAddresses.delete(noMac);
  const host = bareHost(new URL(session.endpoint).hostname);
  const found = isIP(host) === 0 ? await lookup(host, { all: true }).catch(() => []) : [];
  const serverAddresses = [host, ...found.map(({ address }) => address)];
  return { macAddresses: [...macAddresses], serverAddresses };
}
