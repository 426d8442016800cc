import { hardwareNumber } from '../../vim25/index.ts';
import type { Surroundings } from '../facts/surroundings.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import type { VmChange } from './change.ts';
import { hostBoundDevices } from './host-bound.ts';
import type { IntendedActions, PlannedActions, PlanOptions } from './vm-plan.ts';

/** The oldest hardware version that nested virtualization exists in; ESXi 5.0, which has none newer, had it in 8 (docs/facts.md#oldest-hardware). */
const oldestHardware = 9;
const oldestOfOldServers = 8;

export function isTooOld({ hardwareVersion, switchKey }: VmFacts): boolean {
  const oldest = switchKey === undefined ? oldestHardware : oldestOfOldServers;
  return (hardwareNumber(hardwareVersion) ?? oldest) < oldest;
}

/** Whether the VM is powered off for its change, by its guest or by the server. */
export function powersOff({ powerCycle, discardSuspended }: PlannedActions): boolean {
  return powerCycle !== undefined || discardSuspended === true;
}

/** What has to be done besides the change, as far as the options allow it; where they do not, a finding says what is needed. */
export function intendActions(
  facts: VmFacts,
  change: VmChange,
  options: PlanOptions,
): IntendedActions {
  const { powerCycle = 'never', discardSuspended, upgradeHardware, convertTemplates } = options;
  const { powerState, template, details } = facts;
  const upgrades =
    change.nestedHVEnabled?.to === true &&
    isTooOld(facts) &&
    (hardwareNumber(upgradeHardware) ?? 0) >= oldestHardware;
  const cycles = powerState === 'poweredOn' && change.nestedHVEnabled !== undefined;
  return {
    ...(cycles && powerCycle !== 'never' && { powerCycle }),
    // What Lifecycle Manager has suspended to memory it resumes itself.
    ...(powerState === 'suspended' &&
      discardSuspended === true &&
      details?.suspendedToMemory !== true && { discardSuspended }),
    ...(upgrades && upgradeHardware !== undefined && { upgradeHardware }),
    ...(template === true && convertTemplates === true && { convertTemplate: true as const }),
  };
}

/** The same with what depends on the surroundings: where a VM is started, and where a template is converted to, if that can be. */
export function placeActions(
  { convertTemplate, ...actions }: IntendedActions,
  facts: VmFacts,
  surroundings: Surroundings | undefined,
): PlannedActions {
  const host = facts.host && surroundings?.hosts[facts.host.value];
  const isOnOwnHost =
    actions.powerCycle !== undefined && hostBoundDevices(facts, surroundings).length > 0;
  return {
    ...actions,
    ...(isOnOwnHost && { startOnOwnHost: true as const }),
    ...(convertTemplate === true &&
      surroundings?.isVCenter === true &&
      host?.rootPool !== undefined && {
        convertTemplate: { pool: host.rootPool, host: host.moRef },
      }),
  };
}

/** The privileges that a change and its actions need on the VM. Source: API reference, the methods' required privileges. */
export function neededPrivileges(
  change: VmChange,
  actions: IntendedActions | PlannedActions,
  { switchKey }: Pick<VmFacts, 'switchKey'> = {},
): readonly string[] {
  const { powerCycle, discardSuspended, upgradeHardware, convertTemplate } = actions;
  const hasFlag = change.nestedHVEnabled !== undefined;
  return [
    ...(hasFlag && switchKey === undefined ? ['VirtualMachine.Config.Settings'] : []),
    ...(change.extraConfig.length > 0 || (hasFlag && switchKey !== undefined)
      ? ['VirtualMachine.Config.AdvancedConfig']
      : []),
    ...(upgradeHardware === undefined ? [] : ['VirtualMachine.Config.UpgradeVirtualHardware']),
    ...(powerCycle === undefined && discardSuspended === undefined
      ? []
      : ['VirtualMachine.Interact.PowerOff']),
    // The question that a VM may ask at power-on has to be answered, or it stays down.
    ...(powerCycle === undefined
      ? []
      : ['VirtualMachine.Interact.PowerOn', 'VirtualMachine.Interact.AnswerQuestion']),
    ...(convertTemplate === undefined
      ? []
      : ['VirtualMachine.Provisioning.MarkAsVM', 'VirtualMachine.Provisioning.MarkAsTemplate']),
  ];
}

/**
 * The groups whose VMs must not be off at the same time: they were made to stand in for each other, or are started in an order.
 */
export function keepApartOf(
  { moRef, host, details }: VmFacts,
  steps: PlannedActions,
  surroundings: Surroundings | undefined,
): readonly string[] {
  if (steps.powerCycle === undefined) {
    return [];
  }
  const cluster = surroundings?.hosts[host?.value ?? '']?.parent?.value ?? '';
  const rules = surroundings?.clusters[cluster]?.antiAffinity ?? [];
  const pool = details?.resourcePool;
  return [
    ...rules
      .filter(({ vms }) => vms.includes(moRef.value))
      .map(({ key }) => `rule:${cluster}:${key}`),
    ...(pool?.type === 'VirtualApp' ? [`vapp:${pool.value}`] : []),
  ];
}
