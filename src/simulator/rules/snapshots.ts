import type { Snapshot } from '../model/snapshot.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import {
  featureRequirementsNotMet,
  filesystemQuiesceFault,
  invalidName,
  notSupported,
  type Refusal,
  toolsUnavailable,
} from '../refusal.ts';
import { lacksVirtualization, type PowerOnWorld, refusalOfPowerOn } from './power-on.ts';
import type { RuleAnswers } from './rules.ts';

interface Wanted {
  readonly name: string;
  readonly quiesce: boolean;
}

/** Why no snapshot of a VM can be taken; undefined where one can. */
export function refusalOfSnapshot(
  { state }: VirtualMachine,
  { name, quiesce }: Wanted,
  answers: RuleAnswers,
): Refusal | undefined {
  if (state.template) {
    return notSupported('');
  }
  if (name === '') {
    return invalidName(name);
  }
  if (!quiesce || state.powerState !== 'poweredOn' || state.tools === 'running') {
    return undefined;
  }
  return answers.quiescedSnapshot === 'ToolsUnavailable'
    ? toolsUnavailable()
    : filesystemQuiesceFault();
}

/** Why a VM cannot go back to a snapshot; undefined where it can. One that comes back running has to be able to run. */
export function refusalOfRevert(
  { vm, parts }: Snapshot,
  staysOff: boolean,
  world: PowerOnWorld,
): Refusal | undefined {
  if (vm.state.template) {
    return notSupported('');
  }
  if (parts.saved.powerState !== 'poweredOn' || staysOff) {
    return undefined;
  }
  const { host, moRef } = vm;
  const isOn = vm.state.powerState === 'poweredOn';
  const refusal = isOn ? undefined : refusalOfPowerOn(vm, host, world);
  const needsNesting = parts.saved.settings.nestedHVEnabled === true;
  return (
    refusal ??
    (needsNesting && lacksVirtualization(vm, host)
      ? featureRequirementsNotMet(moRef, host.moRef)
      : undefined)
  );
}
