import type { MoRef, TaskInfoState } from '../../vim25/index.ts';
import {
  type Properties,
  propertiesOf,
  readName,
  retrieveObjects,
  retrieveOne,
  type Session,
} from '../../vsphere/index.ts';
import { withoutUndefined } from '../without-undefined.ts';
import { readPartialMaintenance } from './fleet-hosts.ts';
import { pathsAsOf } from './newer-paths.ts';
import type { FleetHost, Surroundings } from './surroundings.ts';
import type { VmFacts } from './vm-facts.ts';

/** What a VM, its host and its cluster are busy with at the moment when the VM is about to go down. */
export interface TurnFacts extends Pick<Surroundings, 'tasks' | 'clusters'> {
  /** Absent where it could not be read. */
  readonly host?: HostState;
  /** runtime.snapshotInBackground: a snapshot or a consolidation that no task stands for any more. */
  readonly snapshotInBackground: boolean;
}

type HostState = Pick<
  FleetHost,
  | 'moRef'
  | 'name'
  | 'parent'
  | 'connectionState'
  | 'powerState'
  | 'standbyMode'
  | 'inMaintenanceMode'
  | 'partialMaintenance'
  | 'remediation'
>;

const vmPaths = ['recentTask', 'runtime.snapshotInBackground'];
const hostPaths = [
  'name',
  'parent',
  'recentTask',
  'runtime.connectionState',
  'runtime.powerState',
  'runtime.standbyMode',
  'runtime.inMaintenanceMode',
  'runtime.partialMaintenanceMode',
  'remediationState.state',
];

/** Reads what may have begun since a VM was planned: at most four requests. */
export async function retrieveTurnFacts(
  session: Session,
  { moRef, host: hostRef }: Pick<VmFacts, 'moRef' | 'host'>,
): Promise<TurnFacts> {
  const read = (object: MoRef, paths: readonly string[]): Promise<Properties> =>
    retrieveOne(session, object, pathsAsOf(session.client.version, paths));
  const vm = await read(moRef, vmPaths);
  const ofHost = hostRef && (await read(hostRef, hostPaths));
  const host = hostRef && ofHost && readHostState(hostRef, ofHost);
  const parent = host?.parent;
  const ofCluster =
    parent?.type === 'ClusterComputeResource' ? await read(parent, ['recentTask']) : undefined;
  const tasks = [vm, ofHost, ofCluster].flatMap(
    (properties) => (properties?.get('recentTask') ?? []) as readonly MoRef[],
  );
  return {
    ...(host?.connectionState !== undefined && { host }),
    snapshotInBackground: vm.get('runtime.snapshotInBackground') === true,
    clusters: {},
    tasks: await retrieveTasksUnderWay(session, tasks),
  };
}

function readHostState(moRef: MoRef, properties: Properties): HostState {
  const get = <Value>(path: string): Value | undefined => properties.get(path) as Value | undefined;
  return withoutUndefined<HostState>({
    moRef,
    name: readName(properties, moRef.value),
    parent: get<MoRef>('parent'),
    connectionState: get<string>('runtime.connectionState'),
    powerState: get<string>('runtime.powerState'),
    standbyMode: get<string>('runtime.standbyMode'),
    inMaintenanceMode: get<boolean>('runtime.inMaintenanceMode'),
    partialMaintenance: readPartialMaintenance(properties),
    remediation: get<string>('remediationState.state'),
  });
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
