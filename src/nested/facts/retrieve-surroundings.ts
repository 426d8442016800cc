import { faultOf, VsphereError } from '../../errors.ts';
import type { MoRef, TaskInfoState } from '../../vim25/index.ts';
import {
  type CallOptions,
  type Inventory,
  type Properties,
  propertiesOf,
  readName,
  retrieve,
  retrieveObjects,
  type Session,
} from '../../vsphere/index.ts';
import { retrieveClusters, retrieveRootPools } from './clusters.ts';
import { hostPaths, readHost } from './fleet-hosts.ts';
import type { FoundGuestHosts, GuestHosts } from './guest-hosts.ts';
import { type KeySurroundings, needsKey, retrieveKeys } from './keys.ts';
import { anyHost, retrieveLicences } from './licences.ts';
import { pathsAsOf } from './newer-paths.ts';
import { type MissingPrivileges, retrieveMissingPrivileges } from './privileges.ts';
import type {
  FleetDatastore,
  FleetHost,
  FleetLicence,
  SelfFacts,
  Surroundings,
} from './surroundings.ts';
import type { VmFacts } from './vm-facts.ts';

/** What of the surroundings a plan depends on: nothing else is asked for. */
export interface NeededSurroundings {
  readonly vms: readonly VmFacts[];
  /** Those of them that are to be power-cycled. */
  readonly powerCycled: readonly VmFacts[];
  /** Those of them that are to be converted. */
  readonly converted: readonly VmFacts[];
  readonly privileges: readonly string[];
  readonly self: SelfFacts;
  /** The hosts of all servers of the run. */
  readonly guestHosts: GuestHosts;
}

/**
 * Retrieves what is around the chosen VMs: for VMs that are off their hosts, what is under way and rights: a request for a hundred hosts,
 * one for all tasks, and one for the rights on a thousand VMs. What cannot be read is named in `unread`.
 *
 * @throws FaultError where the session has ended; ExchangeError.
 */
export async function retrieveSurroundings(
  session: Session,
  inventory: Inventory,
  needs: NeededSurroundings,
  options: CallOptions = {},
): Promise<Surroundings> {
  const now = new Date();
  const asker = new Asker();
  const hosts = hostsOf(needs.vms);
  const parents = parentsOf(inventory, hostsOf([...needs.powerCycled, ...needs.converted]));
  const cycles = needs.powerCycled.length > 0;
  const converts = needs.converted.length > 0;
  // Only an ESXi on its own can have the free licence; elsewhere the licence matters where VMs are to come back up.
  const asksLicences = cycles || !session.isVCenter;
  const noLicences: ReadonlyMap<string, FleetLicence> = new Map();
  const noPools: ReadonlyMap<string, MoRef> = new Map();
  const encrypted = needs.powerCycled.filter(needsKey);
  const [found, tasks, missing, licences, clusters, datastores, pools, keys, guests] =
    await Promise.all([
      asker.ask('hosts', {}, true, () => retrieveHosts(session, inventory, hosts, options)),
      asker.ask('tasks', {}, true, () => retrieveTasks(session, options)),
      asker.ask<MissingPrivileges | undefined>('privileges', undefined, true, () =>
        retrieveMissingPrivileges(session, needs.vms, needs.privileges, options),
      ),
      asker.ask('licences', noLicences, asksLicences, () =>
        retrieveLicences(session, now, options),
      ),
      asker.ask('clusters', {}, cycles, () => retrieveClusters(session, parents, options)),
      asker.ask('datastores', {}, cycles, () =>
        retrieveDatastores(session, datastoresOf(needs.powerCycled), options),
      ),
      asker.ask('pools', noPools, converts, () => retrieveRootPools(session, parents, options)),
      asker.ask<KeySurroundings | undefined>('keys', undefined, encrypted.length > 0, () =>
        retrieveKeys(session, encrypted, options),
      ),
      asker.ask<FoundGuestHosts>('guest hosts', { hosts: {}, unread: [] }, cycles, () =>
        needs.guestHosts.find(needs.powerCycled, options),
      ),
    ]);
  return {
    endpoint: session.endpoint,
    isVCenter: session.isVCenter,
    seenAt: now.toISOString(),
    self: needs.self,
    hosts: withMore(session, found, licences, pools),
    clusters,
    datastores,
    tasks,
    ...(missing !== undefined && { missingPrivileges: missing }),
    ...(keys !== undefined && { keys }),
    guestHosts: guests.hosts,
    unread: [...asker.unread, ...guests.unread.map((server) => `hosts of ${server}`)],
  };
}

/** The hosts with what is no property of theirs. */
function withMore(
  { isVCenter }: Session,
  hosts: Readonly<Record<string, FleetHost>>,
  licences: ReadonlyMap<string, FleetLicence>,
  pools: ReadonlyMap<string, MoRef>,
): Readonly<Record<string, FleetHost>> {
  const more = Object.entries(hosts).map(([moid, host]) => {
    const licence = licences.get(isVCenter ? moid : anyHost);
    const rootPool = pools.get(host.parent?.value ?? '');
    return [
      moid,
      {
        ...host,
        ...(licence !== undefined && { licence }),
        ...(rootPool !== undefined && { rootPool }),
      },
    ] as const;
  });
  return Object.fromEntries(more);
}

/** Asks, and notes what was not answered: a right that is missing is no reason to plan nothing. */
class Asker {
  readonly unread: string[] = [];

  async ask<Answer>(
    name: string,
    otherwise: Answer,
    isNeeded: boolean,
    question: () => Promise<Answer>,
  ): Promise<Answer> {
    if (!isNeeded) {
      return otherwise;
    }
    try {
      return await question();
    } catch (error) {
      const fault = faultOf(error)?.type;
      const isUnsupported = error instanceof VsphereError && error.code === 'UNSUPPORTED';
      if (!isUnsupported && (fault === undefined || fault === 'NotAuthenticated')) {
        throw error;
      }
      this.unread.push(name);
      return otherwise;
    }
  }
}

function distinct(moRefs: readonly (MoRef | undefined)[]): MoRef[] {
  const known = moRefs.filter((moRef) => moRef !== undefined);
  return [...new Map(known.map((moRef) => [moRef.value, moRef])).values()];
}

function hostsOf(vms: readonly VmFacts[]): MoRef[] {
  return distinct(vms.map(({ host }) => host));
}

function parentsOf(inventory: Inventory, hosts: readonly MoRef[]): MoRef[] {
  return distinct(hosts.map((host) => inventory.find(host)?.parent));
}

/** Where the files of VMs are, those in their CD drives among them. */
export function datastoresOf(vms: readonly VmFacts[]): MoRef[] {
  return distinct(
    vms.flatMap(({ details }) => [
      ...(details?.datastores ?? []),
      ...(details?.devices?.cdFiles ?? []).map(({ datastore }) => datastore),
      ...(details?.devices?.rawDisks ?? []).map(({ datastore }) => datastore),
    ]),
  );
}

async function retrieveHosts(
  session: Session,
  inventory: Inventory,
  hosts: readonly MoRef[],
  options: CallOptions,
): Promise<Readonly<Record<string, FleetHost>>> {
  const propSet = [{ type: 'HostSystem', pathSet: pathsAsOf(session.client.version, hostPaths) }];
  const found: Record<string, FleetHost> = {};
  for await (const content of retrieveObjects(session, hosts, propSet, options)) {
    const node = inventory.find(content.obj);
    found[content.obj.value] = readHost(content.obj, node, propertiesOf(content));
  }
  return found;
}

/** What is queued or running, by the moid of what it works on: one request, whatever the size of the fleet. */
async function retrieveTasks(
  session: Session,
  options: CallOptions,
): Promise<Readonly<Record<string, string>>> {
  const manager = session.manager('taskManager');
  const pathSet = ['info.entity', 'info.state', 'info.descriptionId'];
  const selectSet = [{ _type: 'TraversalSpec', type: 'TaskManager', path: 'recentTask' }];
  const spec = {
    propSet: [{ type: 'Task', pathSet }],
    objectSet: [{ obj: manager, skip: true, selectSet }],
  };
  const tasks: Record<string, string> = {};
  for await (const content of retrieve(session, spec, options)) {
    const properties = propertiesOf(content);
    const entity = properties.get('info.entity') as MoRef | undefined;
    const state = properties.get('info.state') as TaskInfoState | undefined;
    if (entity !== undefined && (state === 'queued' || state === 'running')) {
      const task = String(properties.get('info.descriptionId') ?? '');
      const other = tasks[entity.value];
      tasks[entity.value] = other === undefined ? task : `${other}, ${task}`;
    }
  }
  return tasks;
}

/** What a plan reads of each datastore. */
export const datastorePaths: readonly string[] = [
  'name',
  'summary.accessible',
  'summary.multipleHostAccess',
  'summary.maintenanceMode',
];

async function retrieveDatastores(
  session: Session,
  datastores: readonly MoRef[],
  options: CallOptions,
): Promise<Readonly<Record<string, FleetDatastore>>> {
  const propSet = [{ type: 'Datastore', pathSet: datastorePaths }];
  const found: Record<string, FleetDatastore> = {};
  for await (const content of retrieveObjects(session, datastores, propSet, options)) {
    found[content.obj.value] = readDatastore(content.obj, propertiesOf(content));
  }
  return found;
}

/** Makes facts of a datastore's properties. */
export function readDatastore({ value }: MoRef, properties: Properties): FleetDatastore {
  const accessible = properties.get('summary.accessible') as boolean | undefined;
  const multipleHostAccess = properties.get('summary.multipleHostAccess') as boolean | undefined;
  const maintenanceMode = properties.get('summary.maintenanceMode') as string | undefined;
  return {
    name: readName(properties, value),
    ...(accessible !== undefined && { accessible }),
    ...(multipleHostAccess !== undefined && { multipleHostAccess }),
    ...(maintenanceMode !== undefined && { maintenanceMode }),
  };
}
