import type { MoRef } from '../../vim25/moref.ts';
import type {
  ResourceConfigSpec,
  ResourcePoolResourceUsage,
  ResourcePoolRuntimeInfo,
  ResourcePoolSummary,
} from '../types.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';

export class ResourcePool extends ManagedEntity {
  readonly owner: ManagedEntity;
  readonly pools: ResourcePool[] = [];
  readonly vms = new Set<ManagedEntity>();

  constructor(moRef: MoRef, name: string, parent: ManagedEntity, owner: ManagedEntity) {
    super(moRef, name, parent);
    this.owner = owner;
  }

  summary(): ResourcePoolSummary {
    return { name: this.name, config: config(this), runtime: runtime() };
  }

  override childrenByPath(): Iterable<ManagedEntity> {
    return this.pools;
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const readers: Readers<ResourcePool> = {
  childConfiguration: ({ pools }) => pools.map(config),
  config,
  owner: ({ owner }) => owner.moRef,
  resourcePool: ({ pools }) => refs(pools),
  runtime,
  summary: (pool) => pool.summary(),
  vm: ({ vms }) => refs(vms),
};

function config(pool: ResourcePool): ResourceConfigSpec {
  const allocation = {
    reservation: 0n,
    expandableReservation: true,
    limit: -1n,
    shares: { shares: 4000, level: 'normal' },
  } as const;
  return { entity: pool.moRef, cpuAllocation: allocation, memoryAllocation: allocation };
}

function runtime(): ResourcePoolRuntimeInfo {
  const usage: ResourcePoolResourceUsage = {
    reservationUsed: 0n,
    reservationUsedForVm: 0n,
    unreservedForPool: 0n,
    unreservedForVm: 0n,
    overallUsage: 0n,
    maxUsage: 0n,
  };
  return { memory: usage, cpu: usage, overallStatus: 'green' };
}
