import { type CallOptions, retrieveInventory, type Session } from '../../vsphere/index.ts';
import { GuestHosts } from '../facts/guest-hosts.ts';
import type { SelfFacts, Surroundings } from '../facts/surroundings.ts';
import { surroundingsOfPlans } from './plan-fleet.ts';
import type { VmPlan } from './vm-plan.ts';

/** What is read around VMs of several servers. */
export interface AroundOptions extends CallOptions {
  /** How to know this machine and a server among its VMs; default: they are not looked for. */
  readonly selfOf?: (session: Session) => Promise<SelfFacts>;
}

/** Retrieves what is around the VMs of these plans, by the endpoint of each; servers without any are not asked. */
export async function surroundingsByEndpoint(
  sessions: readonly Session[],
  plans: readonly VmPlan[],
  { selfOf, signal }: AroundOptions,
): Promise<ReadonlyMap<string, Surroundings>> {
  const surroundings = new Map<string, Surroundings>();
  const guestHosts = new GuestHosts(sessions);
  for (const session of sessions) {
    const { endpoint } = session;
    const own = plans.filter(({ facts }) => facts.endpoint === endpoint);
    if (own.length > 0) {
      const inventory = await retrieveInventory(session, { signal });
      const self = await selfOf?.(session);
      const needs = { signal, guestHosts, ...(self !== undefined && { self }) };
      surroundings.set(endpoint, await surroundingsOfPlans(session, inventory, own, needs));
    }
  }
  return surroundings;
}
