import type { MoRef } from '../../vim25/moref.ts';
import type { ComputeResource } from './compute-resource.ts';
import { ManagedObject } from './managed-object.ts';

/** What VMs can be on the hosts of a cluster, or on one host: its methods tell. */
export class EnvironmentBrowser extends ManagedObject {
  /** Whose environment it is; the rights there count. */
  readonly owner: ComputeResource;

  constructor(moRef: MoRef, owner: ComputeResource) {
    super(moRef);
    this.owner = owner;
  }

  override read(): undefined {
    return undefined;
  }
}
