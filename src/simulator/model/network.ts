import type { NetworkSummary } from '../types.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';

/** A port group of standard switches. */
export class Network extends ManagedEntity {
  readonly hosts = new Set<ManagedEntity>();
  readonly vms = new Set<ManagedEntity>();

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const readers: Readers<Network> = {
  host: ({ hosts }) => refs(hosts),
  summary: ({ moRef, name }): NetworkSummary => ({
    network: moRef,
    name,
    accessible: true,
    ipPoolName: '',
  }),
  vm: ({ vms }) => refs(vms),
};
