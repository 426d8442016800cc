import type { MoRef, ObjectSpec, ServiceContent } from '../../vim25/index.ts';
import {
  type CallOptions,
  computeResource,
  type Properties,
  readName,
  type Session,
  tasksOf,
} from '../../vsphere/index.ts';
import { clusterPaths, readCluster } from './clusters.ts';
import { hostPaths, readHost } from './fleet-hosts.ts';
import type { FoundGuestHosts, GuestHosts } from './guest-hosts.ts';
import { type KeySurroundings, needsKey, retrieveKeys } from './keys.ts';
import { anyHost, licencePaths, retrieveLicences } from './licences.ts';
import { pathsAsOf } from './newer-paths.ts';
import { Asker, type Found, type Part } from './parts.ts';
import {
  type MissingPrivileges,
  readMissingPrivileges,
  retrieveMissingPrivileges,
} from './privileges.ts';
import type {
  FleetDatastore,
  FleetHost,
  FleetLicence,
  SelfFacts,
  Surroundings,
} from './surroundings.ts';
import { ofTasks, readTasksUnderWay } from './tasks-under-way.ts';
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
 * Retrieves what is around the chosen VMs. For VMs that are off: one request for a hundred hosts with all tasks, and on a vCenter one for
 * the rights on a thousand VMs. What cannot be read is named in `unread`.
 *
 * @throws FaultError where the session has ended; ExchangeError.
 */
export async function retrieveSurroundings(
  session: Session,
  needs: NeededSurroundings,
  options: CallOptions = {},
): Promise<Surroundings> {
  const { isVCenter, endpoint } = session;
  const now = new Date();
  const asker = new Asker();
  const cycles = needs.powerCycled.length > 0;
  const encrypted = needs.powerCycled.filter(needsKey);
  const collected = asker.retrieve(session, partsOf(session, needs, asker), options);
  const [found, rights, keys, guests] = await Promise.all([
    collected,
    asker.ask<MissingPrivileges | undefined>('privileges', undefined, isVCenter, () =>
      retrieveMissingPrivileges(session, needs.vms, needs.privileges, options),
    ),
    asker.ask<KeySurroundings | undefined>('keys', undefined, encrypted.length > 0, () =>
      retrieveKeys(session, encrypted, options),
    ),
    asker.ask<FoundGuestHosts>('guest hosts', { hosts: {}, unread: [] }, cycles, () =>
      needs.guestHosts.find(needs.powerCycled, options),
    ),
  ]);
  const one = (type: string): Properties | undefined =>
    found.find(([moRef]) => moRef.type === type)?.[1];
  const all = <Fact>(type: string, read: (moRef: MoRef, properties: Properties) => Fact) =>
    Object.fromEntries(
      found.flatMap(([moRef, properties]) => {
        const fact = moRef.type === type ? read(moRef, properties) : undefined;
        return fact === undefined ? [] : [[moRef.value, fact] as const];
      }),
    ) as Readonly<Record<string, NonNullable<Fact>>>;
  const licensing = one('LicenseManager');
  const licences = await asker.ask<ReadonlyMap<string, FleetLicence>>(
    'licences',
    new Map(),
    licensing !== undefined,
    () => retrieveLicences(session, licensing ?? new Map(), now, options),
  );
  const roles = one('AuthorizationManager');
  const missing = roles ? readMissingPrivileges(needs.vms, needs.privileges, roles) : rights;
  return {
    endpoint,
    isVCenter,
    seenAt: now.toISOString(),
    self: needs.self,
    hosts: withMore(session, all('HostSystem', readHost), licences, rootPoolsOf(found)),
    clusters: cycles
      ? all('ClusterComputeResource', (_, properties) => readCluster(properties))
      : {},
    datastores: all('Datastore', readDatastore),
    tasks: readTasksUnderWay(found.map(([, properties]) => properties)),
    ...(missing !== undefined && { missingPrivileges: missing }),
    ...(keys !== undefined && { keys }),
    guestHosts: guests.hosts,
    unread: [...asker.unread, ...guests.unread.map((server) => `hosts of ${server}`)],
  };
}

/** What the property collector has of the surroundings, as far as it is needed. */
function partsOf(
  session: Session,
  { vms, powerCycled, converted }: NeededSurroundings,
  { unread }: Asker,
): readonly Part[] {
  const ofVersion = (type: string, paths: readonly string[]) => ({
    type,
    pathSet: pathsAsOf(session.client.version, paths),
  });
  const above = (some: readonly VmFacts[]): ObjectSpec[] =>
    hostsOf(some).map((obj) => ({ obj, skip: true, selectSet: computeResource }));
  const ofManager = (
    name: string,
    manager: keyof ServiceContent,
    paths: readonly string[],
  ): Part[] => {
    const obj = session.content[manager] as MoRef | undefined;
    if (obj === undefined) {
      unread.push(name);
      return [];
    }
    return [{ name, objectSet: [{ obj }], propSet: ofVersion(obj.type, paths) }];
  };
  const cycles = powerCycled.length > 0;
  const parts: readonly Part[] = [
    {
      name: 'hosts',
      objectSet: hostsOf(vms).map((obj) => ({ obj })),
      propSet: ofVersion('HostSystem', hostPaths),
    },
    ...ofManager('tasks', 'taskManager', []).map(({ name, objectSet }) => ({
      name,
      objectSet: objectSet.map(({ obj }) => ({
        obj,
        skip: true,
        selectSet: [tasksOf('TaskManager')],
      })),
      propSet: ofTasks,
    })),
    ...(session.isVCenter ? [] : ofManager('privileges', 'authorizationManager', ['roleList'])),
    // Only an ESXi on its own can have the free licence; elsewhere the licence matters where VMs are to come back up.
    ...(cycles || !session.isVCenter
      ? ofManager('licences', 'licenseManager', licencePaths(session))
      : []),
    {
      name: 'clusters',
      objectSet: above(powerCycled),
      propSet: ofVersion('ClusterComputeResource', clusterPaths),
    },
    {
      name: 'datastores',
      objectSet: datastoresOf(powerCycled).map((obj) => ({ obj })),
      propSet: ofVersion('Datastore', datastorePaths),
    },
    {
      name: 'pools',
      objectSet: above(converted),
      propSet: ofVersion('ComputeResource', ['resourcePool']),
    },
  ];
  return parts.filter(({ objectSet }) => objectSet.length > 0);
}

/** The root pool of each compute resource, by its moid. */
function rootPoolsOf(found: Found): ReadonlyMap<string, MoRef> {
  return new Map(
    found.flatMap(([{ value }, properties]) => {
      const pool = properties.get('resourcePool') as MoRef | undefined;
      return pool === undefined ? [] : [[value, pool] as const];
    }),
  );
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

function distinct(moRefs: readonly (MoRef | undefined)[]): MoRef[] {
  const known = moRefs.filter((moRef) => moRef !== undefined);
  return [...new Map(known.map((moRef) => [moRef.value, moRef])).values()];
}

function hostsOf(vms: readonly VmFacts[]): MoRef[] {
  return distinct(vms.map(({ host }) => host));
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

/** What a plan reads of each datastore. */
export const datastorePaths: readonly string[] = [
  'name',
  'summary.accessible',
  'summary.multipleHostAccess',
  'summary.maintenanceMode',
];

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
