import type { MoRef } from '../../vim25/moref.ts';
import type { ClusterComputeResourceSummary, ComputeResourceSummary } from '../types.ts';
import {
  admissionControlInfo,
  type ClusterSettings,
  clusterConfig,
  currentFailoverLevel,
} from './cluster.ts';
import type { HostSystem } from './host-system.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';
import type { ResourcePool } from './resource-pool.ts';

/** What hosts belong to: a cluster, or the stand-in that every host outside a cluster has. */
export class ComputeResource extends ManagedEntity {
  readonly hosts: HostSystem[] = [];
  /** Undefined for a host of its own. */
  readonly cluster: ClusterSettings | undefined;
  /** Set once, by whoever makes the compute resource: the pool needs it as its owner. */
  pool: ResourcePool | undefined;
  environmentBrowser: MoRef | undefined;

  constructor(
    moRef: MoRef,
    name: string,
    parent: ManagedEntity,
    cluster: ClusterSettings | undefined,
  ) {
    super(moRef, name, parent);
    this.cluster = cluster;
  }

  override childrenByPath(): Iterable<ManagedEntity> {
    return this.pool === undefined ? this.hosts : [...this.hosts, this.pool];
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const readers: Readers<ComputeResource> = {
  configurationEx: ({ cluster, hosts }) =>
    cluster ? clusterConfig(cluster, hosts) : { vmSwapPlacement: 'vmDirectory' },
  datastore: ({ hosts }) => refs(new Set(hosts.flatMap((host) => host.datastores))),
  environmentBrowser: (compute) => compute.environmentBrowser,
  host: ({ hosts }) => refs(hosts),
  network: ({ hosts }) => refs(new Set(hosts.flatMap((host) => host.networks))),
  resourcePool: ({ pool }) => pool?.moRef,
  summary: (compute) =>
    compute.cluster ? clusterSummary(compute, compute.cluster) : summary(compute),
};

function summary({ hosts }: ComputeResource): ComputeResourceSummary {
  const sum = (of: (host: HostSystem) => number) =>
    hosts.reduce((total, host) => total + of(host), 0);
  const mhz = sum(({ hardware }) => hardware.cores * hardware.mhz);
  const memory = sum(({ hardware }) => hardware.memoryMB);
  return {
    totalCpu: mhz,
    totalMemory: BigInt(memory) * 1024n * 1024n,
    numCpuCores: sum(({ hardware }) => hardware.cores),
    numCpuThreads: sum(({ hardware }) => hardware.cores * 2),
    effectiveCpu: mhz,
    effectiveMemory: BigInt(memory),
    numHosts: hosts.length,
    numEffectiveHosts: hosts.filter(({ state }) => state.connection === 'connected').length,
    overallStatus: 'green',
  };
}

function clusterSummary(
  compute: ComputeResource,
  settings: ClusterSettings,
): ClusterComputeResourceSummary {
  const { evcMode } = settings;
  const admission = admissionControlInfo(settings, compute.hosts);
  return {
    _type: 'ClusterComputeResourceSummary',
    ...summary(compute),
    currentFailoverLevel: currentFailoverLevel(settings, compute.hosts),
    ...(admission !== undefined && { admissionControlInfo: admission }),
    numVmotions: 0,
    ...(evcMode !== undefined && { currentEVCModeKey: evcMode }),
  };
}
