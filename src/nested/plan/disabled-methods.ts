import type { VmFacts } from '../facts/vm-facts.ts';

/** Without these no power cycle goes through, and halfway it leaves a VM down. */
const powerMethods: readonly string[] = ['ShutdownGuest', 'PowerOffVM_Task', 'PowerOnVM_Task'];

/**
 * Returns the methods that somebody has disabled on a VM. disabledMethod first of all lists what the runtime state does not allow (API
 * reference, ManagedEntity.disabledMethod); which methods that are for each state is not recorded, so all are taken out that a server
 * would refuse there.
 */
export function disabledByOthers(facts: VmFacts): readonly string[] {
  const { disabledMethods = [], connectionState = 'connected', question } = facts;
  if (connectionState !== 'connected' || question !== undefined) {
    return [];
  }
  const explained = explainedMethods(facts);
  return disabledMethods.filter((method) => !explained.includes(method));
}

/** Of these, the ones that a power cycle needs. */
export function disabledForPower(facts: VmFacts): readonly string[] {
  return disabledByOthers(facts).filter((method) => powerMethods.includes(method));
}

function explainedMethods({
  powerState,
  template,
  toolsRunningStatus,
}: VmFacts): readonly string[] {
  if (template === true) {
    return ['ReconfigVM_Task', 'UpgradeVM_Task', ...powerMethods];
  }
  switch (powerState) {
    case 'poweredOff':
      return ['PowerOffVM_Task', 'ShutdownGuest', 'MarkAsVirtualMachine'];
    case 'suspended':
      return ['ReconfigVM_Task', 'UpgradeVM_Task', 'ShutdownGuest', 'MarkAsVirtualMachine'];
    case 'poweredOn':
    case undefined:
      return [
        'PowerOnVM_Task',
        'UpgradeVM_Task',
        'MarkAsVirtualMachine',
        ...(toolsRunningStatus === 'guestToolsRunning' ? [] : ['ShutdownGuest']),
      ];
  }
}
