import type { MoRef } from '../../vim25/moref.ts';
import { compareVersions } from '../../vim25/version.ts';
import type { HostData } from '../inventory-file/inventory-data.ts';
import type { Datastore } from './datastore.ts';
import { hostOptions } from './host-options.ts';
import type { HostState } from './host-state.ts';
import { HostSystem } from './host-system.ts';
import { buildLicence } from './licence.ts';
import type { ManagedEntity } from './managed-entity.ts';
import { stableUuid } from './moids.ts';
import type { Network, Security } from './network.ts';
import { OptionManager } from './option-manager.ts';

export interface HostPlace {
  readonly moRef: MoRef;
  readonly options: MoRef;
  readonly parent: ManagedEntity;
  readonly evcMode: string | undefined;
  readonly datastores: readonly Datastore[];
  readonly networks: readonly Network[];
  readonly switchSecurity: Security;
  /** The time at which everything is said to have been made. */
  readonly created: string;
}

const defaultHostVersion = '8.0.3';

/** Lines of /etc/vmware/config as people quote them in forums; nobody has published a whole file. */
const defaultVmwareConfig = `libdir = "/usr/lib/vmware"
authd.proxy.nfc = "vmware-hostd:ha-nfc"
authd.proxy.nfcssl = "vmware-hostd:ha-nfcssl"
authd.proxy.vpxa-nfc = "vmware-vpxa:vpxa-nfc"
authd.proxy.vpxa-nfcssl = "vmware-vpxa:vpxa-nfcssl"
authd.fullpath = "/sbin/authd"
`;

/** The options that a build has: the list is fixed, whatever anybody sets. */
function optionsOf(
  { version = defaultHostVersion, options = {} }: HostData,
  place: HostPlace,
): OptionManager {
  const known = hostOptions.filter(
    ({ since }) => since === undefined || compareVersions(version, since) >= 0,
  );
  const manager = new OptionManager(place.options, known, place.moRef);
  for (const [key, value] of Object.entries(options)) {
    if (manager.definition(key) === undefined) {
      throw new TypeError(`${version} has no advanced option ${key}`);
    }
    const isLong = typeof manager.definition(key)?.defaultValue === 'bigint';
    manager.set(key, isLong && typeof value === 'number' ? BigInt(value) : value);
  }
  return manager;
}

function maintenanceOf({ maintenance }: HostData): HostState['maintenance'] {
  if (typeof maintenance === 'string') {
    return maintenance;
  }
  return maintenance === true ? 'in' : 'no';
}

export function buildHost(data: HostData, place: HostPlace): HostSystem {
  const { virtualization = 'on' } = data;
  const isAmd = data.cpu === 'amd';
  return new HostSystem({
    moRef: place.moRef,
    name: data.name,
    parent: place.parent,
    version: data.version ?? defaultHostVersion,
    hardware: {
      vendor: data.cpu ?? 'intel',
      cores: isAmd ? 64 : 56,
      mhz: 2000,
      memoryMB: 512 * 1024,
      virtualizes: virtualization !== 'absent',
      usable: virtualization === 'on',
      isVm: data.isVm ?? data.guestOf !== undefined,
    },
    state: {
      connection: data.connection ?? 'connected',
      maintenance: maintenanceOf(data),
      standby: data.standby ?? false,
      remediation: data.remediation ?? false,
      lockdown: data.lockdown ?? 'lockdownDisabled',
      cryptoState: data.cryptoState ?? 'safe',
      managementServer: data.managementServer,
      licence: buildLicence(data.licence, place.created),
      vmwareConfig: data.vmwareConfig ?? defaultVmwareConfig,
    },
    uuid: stableUuid(`host ${data.name}`),
    guestOf: data.guestOf,
    evcMode: place.evcMode,
    options: optionsOf(data, place),
    datastores: place.datastores,
    networks: place.networks,
    switchSecurity: place.switchSecurity,
  });
}
