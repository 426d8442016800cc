import {
  hardwareVersionId,
  newestHardwareVersion,
  parseHardwareVersion,
} from '../../vim25/hardware-versions.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import {
  alreadyUpgraded,
  hardwareVersionNotSupported,
  invalidArgument,
  invalidPowerState,
  notSupported,
} from '../refusal.ts';

/**
 * The hardware version that a VM gets.
 *
 * @param wanted `vmx-19`; undefined means the newest that the VM's host runs
 * @throws Refusal
 */
export function upgradedHardware(
  { state, host }: VirtualMachine,
  wanted: string | undefined,
): number {
  const newest = newestHardwareVersion(host.version);
  const version = parseHardwareVersion(wanted ?? hardwareVersionId(newest));
  if (version === undefined) {
    throw invalidArgument('version');
  }
  if (state.template) {
    throw notSupported('');
  }
  if (state.powerState !== 'poweredOff') {
    throw invalidPowerState(state.powerState, 'poweredOff');
  }
  if (version <= state.hardwareVersion) {
    throw alreadyUpgraded();
  }
  if (version > newest) {
    throw hardwareVersionNotSupported(host.moRef, host.name);
  }
  return version;
}
