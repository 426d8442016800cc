import type { MoRef } from '../../vim25/moref.ts';
import { compareVersions } from '../../vim25/version.ts';
import { aboutInfo } from '../product.ts';
import type {
  HostCapability,
  HostConfigInfo,
  HostConfigManager,
  HostRuntimeInfo,
} from '../types.ts';
import type { Datastore } from './datastore.ts';
import { hostCapability } from './host-capability.ts';
import { featureCapability, maskFeatures } from './host-features.ts';
import { hostHardware, hostSummary } from './host-hardware.ts';
import type { HostHardware, HostState } from './host-state.ts';
import type { Inventory } from './inventory.ts';
import { ManagedEntity } from './managed-entity.ts';
import { type Readers, refs, type Viewer } from './managed-object.ts';
import { hostNetworkInfo, type Network, type Security } from './network.ts';
import type { OptionManager } from './option-manager.ts';

export interface HostParts {
  readonly moRef: MoRef;
  readonly name: string;
  readonly parent: ManagedEntity;
  readonly version: string;
  readonly hardware: HostHardware;
  readonly state: HostState;
  readonly uuid: string;
  readonly guestOf: string | undefined;
  readonly evcMode: string | undefined;
  readonly options: OptionManager;
  readonly datastores: readonly Datastore[];
  readonly networks: readonly Network[];
  readonly switchSecurity: Security;
}

export class HostSystem extends ManagedEntity {
  readonly version: string;
  readonly hardware: HostHardware;
  readonly state: HostState;
  uuid: string;
  /** The name of the VM whose guest it is, if that is in the same inventory. */
  readonly guestOf: string | undefined;
  readonly evcMode: string | undefined;
  readonly options: OptionManager;
  readonly datastores: readonly Datastore[];
  readonly networks: readonly Network[];
  /** Of its standard switch. */
  readonly switchSecurity: Security;
  readonly vms = new Set<ManagedEntity>();
  /** SHA-1 of its certificate, as vCenter keeps it: guest files come from the host itself. */
  sslThumbprint: string | undefined;

  constructor(parts: HostParts) {
    super(parts.moRef, parts.name, parts.parent);
    this.version = parts.version;
    this.hardware = parts.hardware;
    this.state = parts.state;
    this.uuid = parts.uuid;
    this.guestOf = parts.guestOf;
    this.evcMode = parts.evcMode;
    this.options = parts.options;
    this.datastores = parts.datastores;
    this.networks = parts.networks;
    this.switchSecurity = parts.switchSecurity;
  }

  /** The host can run VMs that virtualize: the processor can, the firmware lets it. Before 5.1 the API has no word for it. */
  get nestedHVSupported(): boolean {
    const { virtualizes, usable } = this.hardware;
    return virtualizes && usable && compareVersions(this.version, '5.1') >= 0;
  }

  /** A host that does not answer has no configuration to show: `capability`, `config` and `hardware` are unset. */
  get answers(): boolean {
    return this.state.connection === 'connected' && !this.state.standby;
  }

  /** HostSystem.capability, and what an EnvironmentBrowser tells of it. */
  capability(): HostCapability {
    const { virtualizes, usable } = this.hardware;
    return hostCapability({
      nestedHVSupported: this.nestedHVSupported,
      switchedOffInFirmware: virtualizes && !usable,
      ignoresExecUsage: compareVersions(this.version, '6.7') >= 0,
    });
  }

  override read(property: string, viewer?: Viewer): unknown {
    const reader = readers[property];
    return reader === undefined ? super.read(property, viewer) : reader(this);
  }
}

const readers: Readers<HostSystem> = {
  capability: (host) => (host.answers ? host.capability() : undefined),
  config: (host) => (host.answers ? config(host) : undefined),
  configManager,
  datastore: ({ datastores }) => refs(datastores),
  hardware: (host) => (host.answers ? hostHardware(host.hardware, host.uuid) : undefined),
  network: ({ networks }) => refs(networks),
  remediationState: ({ state }) => ({
    state: state.remediation ? 'remediationRunning' : 'remediationReady',
    operationTime: '2026-01-01T00:00:00Z',
  }),
  runtime,
  summary: (host) => ({
    ...hostSummary(host.hardware, host.uuid),
    host: host.moRef,
    runtime: runtime(host),
    config: {
      name: host.name,
      port: 443,
      ...(host.sslThumbprint !== undefined && { sslThumbprint: host.sslThumbprint }),
      product: aboutInfo('esx', host.version),
      vmotionEnabled: true,
      faultToleranceEnabled: false,
    },
    ...(host.state.managementServer !== undefined && {
      managementServerIp: host.state.managementServer,
    }),
    ...(host.evcMode !== undefined && { currentEVCModeKey: host.evcMode }),
  }),
  vm: ({ vms }) => refs(vms),
};

function config(host: HostSystem): HostConfigInfo {
  const { virtualizes, usable, vendor } = host.hardware;
  const features = featureCapability({
    version: host.version,
    vendor,
    virtualizes,
    usable: virtualizes && usable,
  });
  const options = host.options;
  return {
    host: host.moRef,
    product: aboutInfo('esx', host.version),
    // The client's schema does not know what is in it, the simulator's does.
    network: hostNetworkInfo(host.networks, host.switchSecurity) as NonNullable<
      HostConfigInfo['network']
    >,
    option: options.settings(),
    optionDef: options.supportedOptions(),
    lockdownMode: host.state.lockdown,
    ...(features !== undefined && {
      featureCapability: features,
      maskedFeatureCapability: maskFeatures(features, host.evcMode),
    }),
  };
}

/** The managers of a host that the simulator has; a vCenter names them after the host, a host after itself. */
function configManager({ options }: HostSystem): HostConfigManager {
  return { advancedOption: options.moRef };
}

/** That a host in standby does not respond is plausible; no recording shows one. */
function runtime({ state }: HostSystem): HostRuntimeInfo {
  const { connection, standby, maintenance, cryptoState } = state;
  const power = connection === 'notResponding' ? 'unknown' : 'poweredOn';
  return {
    connectionState: standby ? 'notResponding' : connection,
    powerState: standby ? 'standBy' : power,
    standbyMode: standby ? 'in' : 'none',
    inMaintenanceMode: maintenance === 'in',
    partialMaintenanceMode: [
      {
        key: 'quickPatchPartialMM',
        hostStatus: maintenance === 'partial' ? 'inPartialMM' : 'notInPartialMM',
      },
    ],
    cryptoState,
  };
}

/** Every host of an inventory. */
export function hostsOf(inventory: Inventory): readonly HostSystem[] {
  return [...inventory.objects()].filter((object) => object instanceof HostSystem);
}
