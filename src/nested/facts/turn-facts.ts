import type { MoRef, TaskInfoState } from '../../vim25/index.ts';
import {
  type Properties,
  propertiesOf,
  retrieveObjects,
  retrieveOne,
  type Session,
} from '../../vsphere/index.ts';
import { clusterPaths, readCluster } from './clusters.ts';
import { hostPaths, readHost } from './fleet-hosts.ts';
import type { GuestHosts } from './guest-hosts.ts';
import { needsKey, retrieveKeys } from './keys.ts';
import { pathsAsOf } from './newer-paths.ts';
import { datastorePaths, datastoresOf, readDatastore } from './retrieve-surroundings.ts';
import { nobody, type Surroundings } from './surroundings.ts';
import type { VmFacts } from './vm-facts.ts';

/** What is around one VM at the moment when it is about to go down. */
export interface TurnFacts {
  /** Without licences, rights and this machine, which are read when the VM is planned. */
  readonly surroundings: Surroundings;
  /** runtime.snapshotInBackground: a snapshot or a consolidation that no task stands for any more. */
  readonly snapshotInBackground: boolean;
}

/**
 * Reads what may have come up around a VM since it was planned, in three requests: the VM with its host and datastores, the cluster, and
 * the tasks of all three. More is read of VMs that need a key, and of those that a host of the run is the guest of.
 *
 * @param facts read just now, with details
 */
export async function retrieveTurnFacts(
  session: Session,
  facts: VmFacts,
  guestHosts: GuestHosts,
): Promise<TurnFacts> {
  const { moRef, host: hostRef } = facts;
  const found = await retrieveAround(session, facts);
  const vm = found.get(moRef.value);
  const ofHost = hostRef && found.get(hostRef.value);
  const host = hostRef && ofHost && readHost(hostRef, ofHost);
  const parent = host?.parent?.type === 'ClusterComputeResource' ? host.parent : undefined;
  const ofCluster = parent && (await retrieveOne(session, parent, [...clusterPaths, 'recentTask']));
  const cluster = ofCluster && readCluster(ofCluster);
  const [tasks, keys, guests] = await Promise.all([
    retrieveTasksUnderWay(session, [vm, ofHost, ofCluster].flatMap(tasksOf)),
    needsKey(facts) ? retrieveKeys(session, [facts], {}) : undefined,
    guestHosts.find([facts], {}),
  ]);
  const datastores = datastoresOf([facts]).flatMap((datastore) => {
    const properties = found.get(datastore.value);
    return properties === undefined
      ? []
      : [[datastore.value, readDatastore(datastore, properties)]];
  });
  return {
    snapshotInBackground: vm?.get('runtime.snapshotInBackground') === true,
    surroundings: {
      endpoint: session.endpoint,
      isVCenter: session.isVCenter,
      seenAt: new Date().toISOString(),
      self: nobody,
      hosts: host === undefined ? {} : { [host.moRef.value]: host },
      clusters: parent && cluster ? { [parent.value]: cluster } : {},
      datastores: Object.fromEntries(datastores),
      tasks,
      ...(keys !== undefined && { keys }),
      guestHosts: guests.hosts,
      unread: [],
    },
  };
}

/** The VM, its host and its datastores, by their moids, in one request. */
async function retrieveAround(
  session: Session,
  facts: VmFacts,
): Promise<ReadonlyMap<string, Properties>> {
  const ofVersion = (type: string, paths: readonly string[]) => ({
    type,
    pathSet: pathsAsOf(session.client.version, paths),
  });
  const propSet = [
    ofVersion('VirtualMachine', ['recentTask', 'runtime.snapshotInBackground']),
    ofVersion('HostSystem', [...hostPaths, 'recentTask']),
    ofVersion('Datastore', datastorePaths),
  ];
  const objects = [facts.moRef, ...(facts.host ? [facts.host] : []), ...datastoresOf([facts])];
  const found = new Map<string, Properties>();
  for await (const content of retrieveObjects(session, objects, propSet)) {
    found.set(content.obj.value, propertiesOf(content));
  }
  return found;
}

function tasksOf(properties: Properties | undefined): readonly MoRef[] {
  return (properties?.get('recentTask') ?? []) as readonly MoRef[];
}

async function retrieveTasksUnderWay(
  session: Session,
  tasks: readonly MoRef[],
): Promise<Readonly<Record<string, string>>> {
  const pathSet = ['info.entity', 'info.state', 'info.descriptionId'];
  const found: Record<string, string> = {};
  for await (const content of retrieveObjects(session, tasks, [{ type: 'Task', pathSet }])) {
    const properties = propertiesOf(content);
    const entity = properties.get('info.entity') as MoRef | undefined;
    const state = properties.get('info.state') as TaskInfoState | undefined;
    if (entity !== undefined && (state === 'queued' || state === 'running')) {
      const task = String(properties.get('info.descriptionId') ?? 'a task');
      const other = found[entity.value];
      found[entity.value] = other === undefined ? task : `${other}, ${task}`;
    }
  }
  return found;
}
