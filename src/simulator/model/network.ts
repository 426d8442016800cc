import type { MoRef } from '../../vim25/moref.ts';
import type { HostNetworkInfo, HostNetworkSecurityPolicy, NetworkSummary } from '../types.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';

/** A port group of standard switches. */
export class Network extends ManagedEntity {
  readonly security: HostNetworkSecurityPolicy;
  readonly hosts = new Set<ManagedEntity>();
  readonly vms = new Set<ManagedEntity>();

  constructor(
    moRef: MoRef,
    name: string,
    parent: ManagedEntity,
    security: HostNetworkSecurityPolicy,
  ) {
    super(moRef, name, parent);
    this.security = { ...strict, ...security };
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

/** What a new port group of a standard switch has since 7.0; before, MAC changes and forged transmits were let through. */
const strict = { allowPromiscuous: false, macChanges: false, forgedTransmits: false };

const vswitchName = 'vSwitch0';

/** The part of HostConfigInfo.network that is about port groups. */
export function hostNetworkInfo(networks: readonly Network[]): HostNetworkInfo {
  return {
    portgroup: networks.map(({ name, security }) => ({
      key: `key-vim.host.PortGroup-${name}`,
      vswitch: `key-vim.host.VirtualSwitch-${vswitchName}`,
      computedPolicy: { security },
      spec: { name, vlanId: 0, vswitchName, policy: { security } },
    })),
  };
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
