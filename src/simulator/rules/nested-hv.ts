import type { VirtualMachine } from '../model/virtual-machine.ts';
import { genericVmConfigFault, invalidArgument, notSupported, Refusal } from '../refusal.ts';
import type { VirtualMachineConfigSpec } from '../types.ts';
import type { RuleAnswers } from './rules.ts';

type Spec = Readonly<Partial<VirtualMachineConfigSpec>>;

/** The words of Broadcom KB 437651. */
const notWithPassthrough =
  'Virtualization is not supported on a virtual machine with a PCI passthrough device.';

/** Why nestedHVEnabled does not go with what else a VM has; undefined where it does. */
export function refusalOfNesting(
  vm: VirtualMachine,
  spec: Spec,
  answers: RuleAnswers,
): Refusal | undefined {
  switch (spec.nestedHVEnabled) {
    case true:
      return (
        refusalWithPassthrough(vm, answers) ??
        refusalWithFaultTolerance(vm, answers) ??
        refusalInConfidentialVm(vm, answers)
      );
    case false:
      return refusalWithVbs(vm, spec, answers);
    default:
      return undefined;
  }
}

/** The same for a VM that already has it and is to be powered on. */
export function refusalToRunNesting(
  { state }: VirtualMachine,
  answers: RuleAnswers,
): Refusal | undefined {
  const conflicts = state.settings.nestedHVEnabled === true && state.passthroughDevices > 0;
  return conflicts && answers.nestedHVWithPassthrough === 'refusedAtPowerOn'
    ? genericVmConfigFault(notWithPassthrough)
    : undefined;
}

function refusalWithPassthrough(
  { state }: VirtualMachine,
  answers: RuleAnswers,
): Refusal | undefined {
  return state.passthroughDevices > 0 && answers.nestedHVWithPassthrough === 'GenericVmConfigFault'
    ? genericVmConfigFault(notWithPassthrough)
    : undefined;
}

function refusalWithFaultTolerance(
  { state, moRef, name }: VirtualMachine,
  answers: RuleAnswers,
): Refusal | undefined {
  if (!state.faultTolerance) {
    return undefined;
  }
  switch (answers.nestedHVWithFaultTolerance) {
    case 'VmFaultToleranceConfigIssue':
      return new Refusal(
        'VmFaultToleranceConfigIssue',
        'Fault Tolerance is not supported with nested hardware virtualization.',
        { reason: 'hasNestedHVConfiguration', entityName: name, entity: moRef },
      );
    case 'NotSupported':
      return notSupported('');
    case 'accepted':
      return undefined;
  }
}

function refusalInConfidentialVm(
  { state }: VirtualMachine,
  answers: RuleAnswers,
): Refusal | undefined {
  const { sevEnabled, sevSnpEnabled, tdxEnabled } = state.settings;
  const isConfidential = [sevEnabled, sevSnpEnabled, tdxEnabled].includes(true);
  return isConfidential && answers.nestedHVInConfidentialVm === 'GenericVmConfigFault'
    ? genericVmConfigFault('Nested virtualization is not supported in a confidential VM.')
    : undefined;
}

/** Virtualization-based security lives on nested virtualization: off it goes only with it. */
function refusalWithVbs(
  { state }: VirtualMachine,
  spec: Spec,
  answers: RuleAnswers,
): Refusal | undefined {
  const sent = spec.flags as { readonly vbsEnabled?: boolean } | undefined;
  const usesVbs = sent?.vbsEnabled ?? state.settings.flags?.vbsEnabled ?? false;
  if (!usesVbs) {
    return undefined;
  }
  switch (answers.nestedHVOffWithVbs) {
    case 'InvalidArgument':
      return invalidArgument('configSpec.nestedHVEnabled');
    case 'GenericVmConfigFault':
      return genericVmConfigFault(
        'Virtualization Based Security needs nested hardware virtualization.',
      );
    case 'accepted':
      return undefined;
  }
}
