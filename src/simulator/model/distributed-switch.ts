import type { MoRef } from '../../vim25/moref.ts';
import type { DVPortgroupConfigInfo, DVSSummary, VMwareDVSPortSetting } from '../types.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';
import { stableUuid } from './moids.ts';
import { Network, type Security, type SwitchPort, strict } from './network.ts';

const numPorts = 8;

/** A switch that a vCenter stretches over its hosts. Its `config` is left unset: what matters here stands in its port groups. */
export class DistributedSwitch extends ManagedEntity {
  readonly uuid: string;
  readonly portgroups: DistributedPortgroup[] = [];

  constructor(moRef: MoRef, name: string, parent: ManagedEntity) {
    super(moRef, name, parent);
    this.uuid = stableUuid(`switch ${name}`);
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = switchReaders[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const switchReaders: Readers<DistributedSwitch> = {
  portgroup: ({ portgroups }) => refs(portgroups),
  summary: ({ name, uuid, portgroups }): DVSSummary => ({
    name,
    uuid,
    numPorts: numPorts * portgroups.length,
    hostMember: refs(new Set(portgroups.flatMap(({ hosts }) => [...hosts]))),
    portgroupName: portgroups.map((portgroup) => portgroup.name),
  }),
  uuid: ({ uuid }) => uuid,
};

export class DistributedPortgroup extends Network {
  readonly switch: DistributedSwitch;
  readonly learnsMacs: boolean;

  constructor(
    moRef: MoRef,
    name: string,
    parent: ManagedEntity,
    parts: {
      readonly security: Partial<Security>;
      readonly learnsMacs: boolean;
      readonly switch: DistributedSwitch;
    },
  ) {
    super(moRef, name, parent, parts.security);
    this.switch = parts.switch;
    this.learnsMacs = parts.learnsMacs;
  }

  override get port(): SwitchPort {
    return { switchUuid: this.switch.uuid, portgroupKey: this.moRef.value };
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = portgroupReaders[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const portgroupReaders: Readers<DistributedPortgroup> = {
  config: (portgroup): DVPortgroupConfigInfo => ({
    key: portgroup.moRef.value,
    name: portgroup.name,
    numPorts,
    distributedVirtualSwitch: portgroup.switch.moRef,
    defaultPortConfig: portSetting(portgroup),
    type: 'earlyBinding',
    policy: {
      blockOverrideAllowed: true,
      shapingOverrideAllowed: false,
      vendorConfigOverrideAllowed: false,
      livePortMovingAllowed: false,
      portConfigResetAtDisconnect: true,
    },
    configVersion: '1',
    autoExpand: true,
  }),
  key: ({ moRef }) => moRef.value,
  portKeys: () => Array.from({ length: numPorts }, (_, port) => String(port)),
};

/** The older `securityPolicy`, and the `macManagementPolicy` that superseded it with 6.7 (docs/facts.md#mac-learning): they say the same. */
function portSetting({ security, learnsMacs }: DistributedPortgroup): VMwareDVSPortSetting {
  const inForce = { ...strict, ...security };
  const policy = (name: keyof Security) => ({
    inherited: security[name] === undefined,
    value: inForce[name],
  });
  return {
    _type: 'VMwareDVSPortSetting',
    securityPolicy: {
      inherited: false,
      allowPromiscuous: policy('allowPromiscuous'),
      macChanges: policy('macChanges'),
      forgedTransmits: policy('forgedTransmits'),
    },
    macManagementPolicy: {
      inherited: false,
      ...inForce,
      macLearningPolicy: {
        inherited: false,
        enabled: learnsMacs,
        allowUnicastFlooding: true,
        limit: 4096,
        limitPolicy: 'DROP',
      },
    },
  };
}
