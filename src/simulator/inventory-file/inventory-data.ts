import type { z } from 'zod';
import type { VirtualMachineBootOptions, VirtualMachineConfigInfo } from '../types.ts';
import type { inventorySchema } from './schema.ts';

/** The value of an advanced option of a host or a vCenter. */
export type OptionScalar = string | number | bigint | boolean;

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

type InventoryFile = Frozen<z.infer<typeof inventorySchema>>;
type DatacenterFile = InventoryFile['datacenters'][number];
type HostFile = NonNullable<DatacenterFile['hosts']>[number];
type ClusterFile = NonNullable<DatacenterFile['clusters']>[number];
type VmFile = NonNullable<DatacenterFile['vms']>[number];

/** An inventory as plain data: what a seed returns and what a JSON file holds. Everything has a default but the names. */
export interface InventoryData extends Omit<InventoryFile, 'datacenters'> {
  readonly datacenters: readonly DatacenterData[];
}

export interface DatacenterData extends Omit<DatacenterFile, 'clusters' | 'hosts' | 'vms'> {
  readonly clusters?: readonly ClusterData[];
  readonly hosts?: readonly HostData[];
  /** Made one after another where there are too many to hold as data. */
  readonly vms?: Iterable<VmData>;
}

export type NetworkData = NonNullable<DatacenterFile['networks']>[number];

export interface ClusterData extends Omit<ClusterFile, 'hosts'> {
  readonly hosts: readonly HostData[];
}

export interface HostData extends Omit<HostFile, 'options'> {
  /** A file has no bigint: there a number stands for it. */
  readonly options?: Readonly<Record<string, OptionScalar>>;
}

/** In code every field of ConfigInfo can be set; the client's schema does not know boot options, the simulator's does. */
type VmSettings = Partial<Omit<VirtualMachineConfigInfo, 'bootOptions'>> & {
  readonly bootOptions?: VirtualMachineBootOptions;
};

export interface VmData extends Omit<VmFile, 'settings'> {
  readonly settings?: VmSettings;
}
