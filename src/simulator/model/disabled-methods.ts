import type { VirtualMachinePowerState } from '../types.ts';
import type { VmState } from './vm-state.ts';

const guest = ['ShutdownGuest', 'RebootGuest', 'StandbyGuest'];

const byPower: Readonly<Record<VirtualMachinePowerState, readonly string[]>> = {
  poweredOn: [
    'PowerOnVM_Task',
    'UpgradeVM_Task',
    'MarkAsTemplate',
    'MarkAsVirtualMachine',
    'Destroy_Task',
    'UnregisterVM',
  ],
  poweredOff: [
    'PowerOffVM_Task',
    'SuspendVM_Task',
    'ResetVM_Task',
    ...guest,
    'MarkAsVirtualMachine',
  ],
  suspended: [
    'SuspendVM_Task',
    'ResetVM_Task',
    ...guest,
    'UpgradeVM_Task',
    'MarkAsTemplate',
    'MarkAsVirtualMachine',
  ],
};

const ofTemplates = [
  'PowerOnVM_Task',
  'PowerOffVM_Task',
  'SuspendVM_Task',
  'ResetVM_Task',
  ...guest,
  'UpgradeVM_Task',
  'MarkAsTemplate',
];

/** Where nobody can reach the VM's host or its files. */
const outOfReach = [
  'ReconfigVM_Task',
  'PowerOnVM_Task',
  'PowerOffVM_Task',
  'SuspendVM_Task',
  'ResetVM_Task',
  ...guest,
  'UpgradeVM_Task',
  'MarkAsTemplate',
  'MarkAsVirtualMachine',
];

interface Facts {
  readonly state: VmState;
  /** The host answers and the VM's files are there. */
  readonly isWithinReach: boolean;
  /** It waits for an answer. */
  readonly asks: boolean;
}

/**
 * VirtualMachine.disabledMethod: what its state does not allow now, and what another product has switched off. Which methods
 * real servers list for which state is not recorded: these are the ones that they would refuse.
 */
export function disabledMethods({ state, isWithinReach, asks }: Facts): readonly string[] {
  const byState = state.template ? ofTemplates : byPower[state.powerState];
  return [
    ...new Set([
      ...(isWithinReach ? byState : outOfReach),
      ...(asks ? [] : ['AnswerVM']),
      ...state.disabledMethods,
    ]),
  ];
}
