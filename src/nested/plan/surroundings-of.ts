import type { CallOptions, Session } from '../../vsphere/index.ts';
import { GuestHosts } from '../facts/guest-hosts.ts';
import { retrieveSurroundings } from '../facts/retrieve-surroundings.ts';
import { nobody, type SelfFacts, type Surroundings } from '../facts/surroundings.ts';
import { neededPrivileges } from './actions.ts';
import type { Intent } from './intent.ts';
import type { VmPlan } from './vm-plan.ts';

export interface SurroundingsOptions extends CallOptions {
  /** How to know this machine and the server among the VMs; default: they are not looked for. */
  readonly self?: SelfFacts | undefined;
  /** The hosts of all servers of the run: VMs may be guests elsewhere. Default: those of this server. */
  readonly guestHosts?: GuestHosts | undefined;
}

/** Retrieves what is around VMs that are to be changed, as far as it matters to what is to be done. */
export function surroundingsOf(
  session: Session,
  intents: readonly Pick<Intent, 'facts' | 'actions' | 'privileges'>[],
  { self = nobody, guestHosts = new GuestHosts([session]), ...call }: SurroundingsOptions = {},
): Promise<Surroundings> {
  const factsOf = (some: typeof intents) => some.map(({ facts }) => facts);
  const needs = {
    vms: factsOf(intents),
    powerCycled: factsOf(intents.filter(({ actions }) => actions.powerCycle !== undefined)),
    converted: factsOf(intents.filter(({ actions }) => actions.convertTemplate === true)),
    privileges: [...new Set(intents.flatMap(({ privileges }) => privileges))],
    self,
    guestHosts,
  };
  return retrieveSurroundings(session, needs, call);
}

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
    const intents = plans.filter(({ facts }) => facts.endpoint === endpoint).map(intentOf);
    if (intents.length > 0) {
      const self = await selfOf?.(session);
      surroundings.set(
        endpoint,
        await surroundingsOf(session, intents, { self, guestHosts, signal }),
      );
    }
  }
  return surroundings;
}

/** What a plan was made of; a template in it knows where it is converted to. */
function intentOf({ facts, change, steps }: VmPlan): Parameters<typeof surroundingsOf>[1][number] {
  const { convertTemplate: _known, startOnOwnHost: _too, ...actions } = steps;
  return { facts, actions, privileges: neededPrivileges(change, steps, facts) };
}
