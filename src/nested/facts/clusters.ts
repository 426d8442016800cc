import type {
  ClusterAntiAffinityRuleSpec,
  ClusterComputeResourceSummary,
  ClusterConfigInfoEx,
  ClusterDasConfigInfo,
  ClusterFailoverResourcesAdmissionControlInfo,
  ClusterFailoverResourcesAdmissionControlPolicy,
  MoRef,
} from '../../vim25/index.ts';
import {
  type CallOptions,
  type Properties,
  propertiesOf,
  readName,
  retrieveObjects,
  type Session,
} from '../../vsphere/index.ts';
import type { AdmissionLimit, FleetCluster } from './surroundings.ts';

/** What a plan reads of each cluster: whole, since what lies below is of a subtype of what the property is declared as. */
export const clusterPaths: readonly string[] = ['name', 'configurationEx', 'summary'];

/** Retrieves the clusters among these compute resources, by moid. */
export async function retrieveClusters(
  session: Session,
  computeResources: readonly MoRef[],
  options: CallOptions,
): Promise<Readonly<Record<string, FleetCluster>>> {
  const clusters = computeResources.filter(({ type }) => type === 'ClusterComputeResource');
  const propSet = [{ type: 'ClusterComputeResource', pathSet: clusterPaths }];
  const found: Record<string, FleetCluster> = {};
  for await (const content of retrieveObjects(session, clusters, propSet, options)) {
    const cluster = readCluster(propertiesOf(content));
    if (cluster !== undefined) {
      found[content.obj.value] = cluster;
    }
  }
  return found;
}

/** The root pool of each compute resource, by its moid. */
export async function retrieveRootPools(
  session: Session,
  computeResources: readonly MoRef[],
  options: CallOptions,
): Promise<ReadonlyMap<string, MoRef>> {
  const propSet = [{ type: 'ComputeResource', pathSet: ['resourcePool'] }];
  const pools = new Map<string, MoRef>();
  for await (const content of retrieveObjects(session, computeResources, propSet, options)) {
    const pool = propertiesOf(content).get('resourcePool') as MoRef | undefined;
    if (pool !== undefined) {
      pools.set(content.obj.value, pool);
    }
  }
  return pools;
}

/** Makes facts of a cluster's properties; undefined where its configuration could not be read. */
export function readCluster(properties: Properties): FleetCluster | undefined {
  const config = properties.get('configurationEx') as ClusterConfigInfoEx | undefined;
  const summary = properties.get('summary') as ClusterComputeResourceSummary | undefined;
  if (config === undefined) {
    return undefined;
  }
  const { drsConfig, drsVmConfig = [], rule = [], dasConfig } = config;
  const overrides = drsConfig.enableVmBehaviorOverrides === false ? [] : drsVmConfig;
  const admission = readAdmission(dasConfig, summary);
  return {
    name: readName(properties, ''),
    drsEnabled: drsConfig.enabled === true,
    ...(drsConfig.defaultVmBehavior !== undefined && { drsBehavior: drsConfig.defaultVmBehavior }),
    drsOverrides: Object.fromEntries(
      overrides.flatMap(({ key, enabled, behavior }) => {
        const own = enabled === false ? 'disabled' : behavior;
        return own === undefined ? [] : [[key.value, own]];
      }),
    ),
    antiAffinity: rule
      .filter(({ _type, enabled }) => _type === 'ClusterAntiAffinityRuleSpec' && enabled !== false)
      .map((one, index) => ({
        key: one.key ?? -index - 1,
        vms: (one as ClusterAntiAffinityRuleSpec).vm.map(({ value }) => value),
      })),
    ...(admission !== undefined && { admission }),
  };
}

/**
 * What HA's admission control asks for, and what there is. A cluster that has less than it is to keep free powers nothing on.
 * Source: API reference, ClusterDasConfigInfo and ClusterComputeResourceSummary; that the fault is InsufficientFailoverResourcesFault is [UNV].
 */
function readAdmission(
  das: ClusterDasConfigInfo,
  summary: ClusterComputeResourceSummary | undefined,
): readonly AdmissionLimit[] | undefined {
  if (das.enabled !== true || das.admissionControlEnabled !== true) {
    return undefined;
  }
  const { admissionControlPolicy: policy, failoverLevel } = das;
  if (policy?._type === 'ClusterFailoverResourcesAdmissionControlPolicy') {
    const needs = policy as ClusterFailoverResourcesAdmissionControlPolicy;
    const has = summary?.admissionControlInfo as
      | ClusterFailoverResourcesAdmissionControlInfo
      | undefined;
    return has === undefined
      ? []
      : [
          {
            name: 'CPU failover percent',
            needs: needs.cpuFailoverResourcesPercent,
            has: has.currentCpuFailoverResourcesPercent,
          },
          {
            name: 'memory failover percent',
            needs: needs.memoryFailoverResourcesPercent,
            has: has.currentMemoryFailoverResourcesPercent,
          },
        ];
  }
  const level =
    (policy as { readonly failoverLevel?: number } | undefined)?.failoverLevel ?? failoverLevel;
  const has = summary?.currentFailoverLevel;
  return level === undefined || has === undefined
    ? []
    : [{ name: 'failover level', needs: level, has }];
}
