import { isDeepStrictEqual } from 'node:util';
import { GoneError } from '../../errors.ts';
import type { ObjectSpec, PropertySpec } from '../../vim25/index.ts';
import {
  type Properties,
  propertiesOf,
  retrieveFrom,
  type Session,
  tasksOf,
} from '../../vsphere/index.ts';
import { clusterPaths, readCluster } from './clusters.ts';
import { hostPaths, readHost } from './fleet-hosts.ts';
import type { GuestHosts } from './guest-hosts.ts';
import { needsKey, retrieveKeys } from './keys.ts';
import { pathsAsOf } from './newer-paths.ts';
import { detailsReader } from './reread-facts.ts';
import { datastorePaths, datastoresOf, readDatastore } from './retrieve-surroundings.ts';
import { nobody, type Surroundings } from './surroundings.ts';
import { ofTasks, readTasksUnderWay } from './tasks-under-way.ts';
import type { VmFacts } from './vm-facts.ts';

/** A VM, with details, and the tasks under way that were read in the same request. */
export interface BusyVm {
  readonly facts: VmFacts;
  /** By the moid of what they work on. */
  readonly tasks: Readonly<Record<string, string>>;
}

/** A VM and what is around it at the moment when it is about to go down. */
export interface TurnFacts {
  readonly facts: VmFacts;
  /** Without licences, rights and this machine, which are read when the VM is planned. */
  readonly surroundings: Surroundings;
  /** runtime.snapshotInBackground: a snapshot or a consolidation that no task stands for any more. */
  readonly snapshotInBackground: boolean;
}

/**
 * Reads a VM and what may have come up around it since it was planned: its host, cluster and datastores, and the tasks of all of them, in
 * one request. It is two if the VM has another host or other datastores by now. More is read of VMs that need a key, and of those
 * that a host of the run is the guest of.
 *
 * @param known the VM as it was last read with details
 * @param keys of extraConfig that are to be read
 * @throws GoneError; FaultError, ExchangeError
 */
export async function retrieveTurnFacts(
  session: Session,
  known: VmFacts,
  keys: readonly string[],
  guestHosts: GuestHosts,
): Promise<TurnFacts> {
  // Other servers may take their time to answer, so theirs comes first: nothing is older than the VM's own tasks when its guest is asked.
  const keysOf = (vm: VmFacts) => (needsKey(vm) ? retrieveKeys(session, [vm], {}) : undefined);
  const [keysOfKnown, guests] = await Promise.all([keysOf(known), guestHosts.find([known], {})]);
  let read = await retrieveTogether(session, known, keys, aroundOf(known));
  if (hasOthers(read.facts, known)) {
    read = await retrieveTogether(session, known, keys, aroundOf(read.facts));
  }
  const { facts, found, tasks } = read;
  const ofHost = facts.host && found.get(facts.host.value);
  const host = facts.host && ofHost && readHost(facts.host, ofHost);
  const parent = host?.parent?.type === 'ClusterComputeResource' ? host.parent : undefined;
  const cluster = parent && readCluster(found.get(parent.value) ?? new Map());
  const keysOfVm = needsOtherKey(facts, known) ? await keysOf(facts) : keysOfKnown;
  const datastores = datastoresOf([facts]).flatMap((datastore) => {
    const properties = found.get(datastore.value);
    return properties === undefined
      ? []
      : [[datastore.value, readDatastore(datastore, properties)]];
  });
  return {
    facts,
    snapshotInBackground:
      found.get(facts.moRef.value)?.get('runtime.snapshotInBackground') === true,
    surroundings: {
      endpoint: session.endpoint,
      isVCenter: session.isVCenter,
      seenAt: new Date().toISOString(),
      self: nobody,
      hosts: host === undefined ? {} : { [host.moRef.value]: host },
      clusters: parent && cluster ? { [parent.value]: cluster } : {},
      datastores: Object.fromEntries(datastores),
      tasks,
      ...(keysOfVm !== undefined && { keys: keysOfVm }),
      guestHosts: guests.hosts,
      unread: [],
    },
  };
}

/**
 * Reads a VM with details, and what is under way on it, in one request.
 *
 * @throws GoneError; FaultError, ExchangeError
 */
export function retrieveBusyVm(
  session: Session,
  known: VmFacts,
  keys: readonly string[],
): Promise<BusyVm> {
  return retrieveTogether(session, known, keys, []);
}

interface Together extends BusyVm {
  /** The VM and what was read with it, by moid. */
  readonly found: ReadonlyMap<string, Properties>;
}

async function retrieveTogether(
  session: Session,
  known: VmFacts,
  keys: readonly string[],
  around: readonly ObjectSpec[],
): Promise<Together> {
  const reader = detailsReader(session, keys);
  const ofVersion = (type: string, paths: readonly string[]): PropertySpec => ({
    type,
    pathSet: pathsAsOf(session.client.version, paths),
  });
  const propSet = [
    ofVersion('VirtualMachine', [...reader.paths, 'runtime.snapshotInBackground']),
    ofTasks,
    ofVersion('HostSystem', hostPaths),
    ofVersion('ClusterComputeResource', clusterPaths),
    ofVersion('Datastore', datastorePaths),
  ];
  const objectSet = [{ obj: known.moRef, selectSet: [tasksOf('VirtualMachine')] }, ...around];
  const found = new Map<string, Properties>();
  const tasks: Properties[] = [];
  let facts: VmFacts | undefined;
  for await (const content of retrieveFrom(session, objectSet, propSet)) {
    const properties = propertiesOf(content);
    if (content.obj.type === 'Task') {
      tasks.push(properties);
    } else {
      found.set(content.obj.value, properties);
    }
    if (content.obj.value === known.moRef.value) {
      facts = reader.read(content, known);
    }
  }
  if (facts === undefined) {
    throw new GoneError(known.path);
  }
  return { facts, found, tasks: readTasksUnderWay(tasks) };
}

/** The VM's host with its cluster and the tasks of both, and the VM's datastores. */
function aroundOf(vm: VmFacts): readonly ObjectSpec[] {
  const cluster = {
    _type: 'TraversalSpec',
    type: 'HostSystem',
    path: 'parent',
    selectSet: [tasksOf('ClusterComputeResource')],
  };
  const selectSet = [tasksOf('HostSystem'), cluster];
  return [
    ...(vm.host === undefined ? [] : [{ obj: vm.host, selectSet }]),
    ...datastoresOf([vm]).map((obj) => ({ obj })),
  ];
}

function needsOtherKey(now: VmFacts, before: VmFacts): boolean {
  const ofVm = (vm: VmFacts) => [needsKey(vm), vm.details?.key, vm.host?.value];
  return !isDeepStrictEqual(ofVm(now), ofVm(before));
}

/** Whether a VM has a host or datastores that it did not have before. */
function hasOthers(now: VmFacts, before: VmFacts): boolean {
  const known = new Set(aroundOf(before).map(({ obj }) => obj.value));
  return aroundOf(now).some(({ obj }) => !known.has(obj.value));
}
