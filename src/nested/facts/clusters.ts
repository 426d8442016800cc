import type {
  ClusterAntiAffinityRuleSpec,
  ClusterComputeResourceSummary,
  ClusterConfigInfoEx,
  ClusterDasConfigInfo,
  ClusterFailoverResourcesAdmissionControlInfo,
  ClusterFailoverResourcesAdmissionControlPolicy,
} from '../../vim25/index.ts';
import { type Properties, readName } from '../../vsphere/index.ts';
import type { AdmissionLimit, FleetCluster } from './surroundings.ts';

/** What a plan reads of each cluster: whole, since what lies below is of a subtype of what the property is declared as. */
export const clusterPaths: readonly string[] = ['name', 'configurationEx', 'summary'];

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
