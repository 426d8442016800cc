import {
  hardwareVersionId,
  hardwareVersionsOf,
  newestHardwareVersion,
  parseHardwareVersion,
} from '../../vim25/hardware-versions.ts';
import type { MoRef } from '../../vim25/moref.ts';
import { compareVersions } from '../../vim25/version.ts';
import { EnvironmentBrowser } from '../model/environment-browser.ts';
import type { HostSystem } from '../model/host-system.ts';
import { refs } from '../model/managed-object.ts';
import { vmCapability } from '../model/vm-capability.ts';
import { invalidArgument } from '../refusal.ts';
import type {
  IntOption,
  ResourceAllocationOption,
  VirtualHardwareOption,
  VirtualMachineConfigOption,
  VirtualMachineConfigOptionDescriptor,
} from '../types.ts';
import { type Call, type Method, methodsOf } from './method.ts';

/** The hosts that can be asked, or the one that was named. */
function hostsFor(
  browser: EnvironmentBrowser,
  moRef: MoRef | undefined,
  call: Call,
): readonly HostSystem[] {
  call.access.require(browser, 'System.View');
  const hosts = browser.owner.hosts.filter(({ answers }) => answers);
  if (moRef === undefined) {
    return hosts;
  }
  const named = hosts.filter((host) => host.moRef.value === moRef.value);
  if (named.length === 0) {
    throw invalidArgument('host');
  }
  return named;
}

/** The lowest of the hosts decides what all of them can do. */
function weakest(hosts: readonly HostSystem[]): HostSystem | undefined {
  return hosts.toSorted(
    (one, other) =>
      Number(one.nestedHVSupported) - Number(other.nestedHVSupported) ||
      compareVersions(one.version, other.version),
  )[0];
}

function descriptors(
  hosts: readonly HostSystem[],
): readonly VirtualMachineConfigOptionDescriptor[] {
  const newest = Math.max(...hosts.map(({ version }) => newestHardwareVersion(version)));
  const oldest = Math.min(...hosts.map(({ version }) => newestHardwareVersion(version)));
  const newestHost = hosts.find(({ version }) => newestHardwareVersion(version) === newest);
  return hardwareVersionsOf(newestHost?.version ?? '').map((version) => {
    const runs = hosts.filter((host) => newestHardwareVersion(host.version) >= version);
    return {
      key: hardwareVersionId(version),
      description: `Hardware version ${version}`,
      host: refs(runs),
      createSupported: true,
      defaultConfigOption: version === oldest,
      runSupported: true,
      upgradeSupported: true,
    };
  });
}

function range(min: number, max: number, defaultValue: number): IntOption {
  return { valueIsReadonly: false, min, max, defaultValue };
}

const shares: ResourceAllocationOption = {
  sharesOption: { sharesOption: range(0, 1_000_000, 1000), defaultLevel: 'normal' },
};

/** Roughly what hardware versions allow; nobody here asks for more than that it is there. */
function hardwareOption(hwVersion: number): VirtualHardwareOption {
  return {
    hwVersion,
    virtualDeviceOption: [],
    deviceListReadonly: false,
    numCPU: [1, 2, 4, 8, 16, 32, 64, 128],
    numCoresPerSocket: range(1, 128, 1),
    numCpuReadonly: false,
    memoryMB: { valueIsReadonly: false, min: 4n, max: 6_291_456n, defaultValue: 32n },
    numPCIControllers: range(1, 1, 1),
    numIDEControllers: range(2, 2, 2),
    numUSBControllers: range(0, 1, 0),
    numUSBXHCIControllers: range(0, 1, 0),
    numSIOControllers: range(1, 1, 1),
    numPS2Controllers: range(1, 1, 1),
    licensingLimit: [],
    resourceConfigOption: { cpuAllocationOption: shares, memoryAllocationOption: shares },
  };
}

/** Without guests: the simulator creates no VMs, and whoever asks wants `capabilities`. */
function configOption(host: HostSystem, version: number): VirtualMachineConfigOption {
  return {
    version: hardwareVersionId(version),
    description: `Hardware version ${version}`,
    guestOSDescriptor: [],
    guestOSDefaultIndex: 0,
    hardwareOptions: hardwareOption(version),
    capabilities: vmCapability({
      hardwareVersion: version,
      hostSupportsNestedHV: host.nestedHVSupported,
    }),
    datastore: {},
    supportedMonitorType: ['release'],
  };
}

/** Without a key, the option of the newest hardware version that every host runs; nothing where no host answers. */
function queryConfigOption(
  browser: EnvironmentBrowser,
  wanted: { readonly key?: string; readonly host?: MoRef },
  call: Call,
): VirtualMachineConfigOption | undefined {
  const host = weakest(hostsFor(browser, wanted.host, call));
  if (host === undefined) {
    return undefined;
  }
  const newest = newestHardwareVersion(host.version);
  const version = wanted.key === undefined ? newest : parseHardwareVersion(wanted.key);
  if (version === undefined || version > newest) {
    throw invalidArgument('key');
  }
  return configOption(host, version);
}

export const environmentBrowserMethods: readonly Method[] = methodsOf(EnvironmentBrowser, {
  /** Of several hosts what all of them can do (API reference); nothing where none answers. */
  QueryTargetCapabilities(browser, { host }, call) {
    return weakest(hostsFor(browser, host, call))?.capability();
  },
  QueryConfigOptionDescriptor(browser, _parameters, call) {
    const hosts = hostsFor(browser, undefined, call);
    return hosts.length === 0 ? [] : descriptors(hosts);
  },
  QueryConfigOption: queryConfigOption,
  QueryConfigOptionEx: (browser, { spec = {} }, call) => queryConfigOption(browser, spec, call),
});
