import type { MoRef } from '../../vim25/moref.ts';
import type { HostNetworkInfo, HostNetworkSecurityPolicy, NetworkSummary } from '../types.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';

/** What a switch lets through, each of the three said. */
export type Security = Required<
  Pick<HostNetworkSecurityPolicy, 'allowPromiscuous' | 'macChanges' | 'forgedTransmits'>
>;

/** What a new switch has since 7.0; a standard one of before let MAC changes and forged transmits through. */
export const strict: Security = {
  allowPromiscuous: false,
  macChanges: false,
  forgedTransmits: false,
};

/** Where a network card is plugged in that hangs on a distributed switch. */
export interface SwitchPort {
  readonly switchUuid: string;
  readonly portgroupKey: string;
}

/** A port group: of the standard switches of its hosts, or of a distributed one. */
export class Network extends ManagedEntity {
  /** What the port group itself says; the rest it inherits from its switch. */
  readonly security: Partial<Security>;
  readonly hosts = new Set<ManagedEntity>();
  readonly vms = new Set<ManagedEntity>();

  constructor(moRef: MoRef, name: string, parent: ManagedEntity, security: Partial<Security>) {
    super(moRef, name, parent);
    this.security = security;
  }

  /** Undefined on standard switches: there a card knows the port group by its name. */
  get port(): SwitchPort | undefined {
    return undefined;
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const vswitchName = 'vSwitch0';
const vswitchKey = `key-vim.host.VirtualSwitch-${vswitchName}`;
const portgroupKey = (name: string) => `key-vim.host.PortGroup-${name}`;

/**
 * The part of HostConfigInfo.network that is about the standard switch and its port groups. What a port group leaves out of its policy it
 * inherits: `computedPolicy` is what is in force (API reference, HostPortGroup).
 */
export function hostNetworkInfo(
  networks: readonly Network[],
  switchSecurity: Security,
): HostNetworkInfo {
  const own = networks.filter(({ port }) => port === undefined);
  return {
    vswitch: [
      {
        name: vswitchName,
        key: vswitchKey,
        numPorts: 2560,
        numPortsAvailable: 2550,
        mtu: 1500,
        portgroup: own.map(({ name }) => portgroupKey(name)),
        spec: { numPorts: 128, policy: { security: switchSecurity } },
      },
    ],
    portgroup: own.map(({ name, security }) => ({
      key: portgroupKey(name),
      vswitch: vswitchKey,
      computedPolicy: { security: { ...switchSecurity, ...security } },
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
