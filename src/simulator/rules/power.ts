import { hidesVirtualization } from '../model/host-features.ts';
import type { HostSystem } from '../model/host-system.ts';
import { hasEnded } from '../model/licence.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import {
  genericVmConfigFault,
  invalidHostState,
  invalidPowerState,
  invalidState,
  notEnoughLicenses,
  notSupported,
  Refusal,
} from '../refusal.ts';
import type { VirtualMachinePowerState } from '../types.ts';
import { refusalToRunNesting } from './nested-hv.ts';
import type { RuleAnswers } from './rules.ts';

/** What the method asks for, and where a VM has to be for it. */
const wanted = {
  powerOff: { requested: 'poweredOff', from: ['poweredOn', 'suspended'] },
  suspend: { requested: 'suspended', from: ['poweredOn'] },
  reset: { requested: 'poweredOn', from: ['poweredOn'] },
  guest: { requested: 'poweredOn', from: ['poweredOn'] },
} as const satisfies Record<
  string,
  { requested: VirtualMachinePowerState; from: readonly VirtualMachinePowerState[] }
>;

/** Why a VM cannot be powered off, suspended, reset or asked through its guest; undefined where it can. */
export function refusalOfPower(
  { state }: VirtualMachine,
  action: keyof typeof wanted,
): Refusal | undefined {
  const { requested, from } = wanted[action];
  const allowed: readonly VirtualMachinePowerState[] = from;
  return allowed.includes(state.powerState)
    ? undefined
    : invalidPowerState(state.powerState, requested);
}

/** Why a VM cannot be powered on on a host; undefined where it can, maybe after a question. */
export function refusalOfPowerOn(
  vm: VirtualMachine,
  host: HostSystem,
  now: Date,
  answers: RuleAnswers,
): Refusal | undefined {
  const { state } = vm;
  if (state.template) {
    return notSupported('');
  }
  if (state.powerState === 'poweredOn') {
    return invalidPowerState('poweredOn', 'poweredOn');
  }
  if (host.state.maintenance) {
    return answers.powerOnInMaintenance === 'InvalidState'
      ? invalidState()
      : invalidHostState(host.moRef);
  }
  if (hasEnded(host.state.licence, now)) {
    return answers.powerOnWithoutLicence === 'LicenseExpired'
      ? new Refusal('LicenseExpired', 'The license has expired.', { licenseKey: '' })
      : notEnoughLicenses();
  }
  return refusalToRunNesting(vm, answers);
}

/** Whether a VM can have what its configuration asks for on a host. */
export function lacksVirtualization({ state }: VirtualMachine, host: HostSystem): boolean {
  const offers =
    host.nestedHVSupported && (host.evcMode === undefined || !hidesVirtualization(host.evcMode));
  return state.settings.nestedHVEnabled === true && !offers;
}

/** The fault where `powerOnWithoutVirtualization` answers with one; undefined where the VM asks. */
export function refusalWithoutVirtualization(
  vm: VirtualMachine,
  host: HostSystem,
  answers: RuleAnswers,
): Refusal | undefined {
  switch (answers.powerOnWithoutVirtualization) {
    case 'question':
      return undefined;
    case 'GenericVmConfigFault':
      return genericVmConfigFault(
        "Feature 'hv.capable' was 0, but must be at least 0x1. Module 'FeatureCompatLate' power on failed.",
      );
    case 'FeatureRequirementsNotMet':
      return new Refusal(
        'FeatureRequirementsNotMet',
        "The target host does not support the virtual machine's current hardware state.",
        {
          featureRequirement: [
            { key: 'hv.capable', featureName: 'hv.capable', value: 'Bool:Min:1' },
          ],
          vm: vm.moRef,
          host: host.moRef,
        },
      );
  }
}
