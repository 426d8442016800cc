import { parseHardwareVersion } from '../../vim25/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { powersOff } from './actions.ts';
import { finding, findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import type { FindingInputs, PlannedActions, PlanOptions } from './vm-plan.ts';

/** What a power-off destroys or sets off, and no rollback brings back. */
export function lossFindings(
  { facts, steps }: FindingInputs,
  { upgradeHardware }: PlanOptions,
): Finding[] {
  const { devices, instantCloneFrozen, scheduledUpgrade = {} } = facts.details ?? {};
  const { nonpersistentDisks = [] } = devices ?? {};
  const isLost = powersOff(steps);
  const { policy = '', versionKey = '' } = scheduledUpgrade;
  const evidence = { 'config.version': facts.hardwareVersion ?? '', to: versionKey, policy };
  return [
    ...findingIf(isLost && nonpersistentDisks.length > 0, 'NONPERSISTENT_DISK', {
      device: nonpersistentDisks.join(', '),
    }),
    ...findingIf(isLost && instantCloneFrozen === true, 'INSTANT_CLONE_FROZEN', {
      'runtime.instantCloneFrozen': 'true',
    }),
    ...(isSetOff(facts, steps)
      ? [
          finding(
            isSameVersion(upgradeHardware, versionKey)
              ? 'HARDWARE_UPGRADE'
              : 'HARDWARE_UPGRADE_SCHEDULED',
            evidence,
          ),
        ]
      : []),
  ];
}

/**
 * Whether a scheduled upgrade runs when the plan is carried out: it has to be pending and newer. `onSoftPowerOff` wants a shutdown by
 * the guest, which a hard power cycle asks for as well while Tools run. Source: API reference, ScheduledHardwareUpgradeInfo.
 */
function isSetOff(facts: VmFacts, steps: PlannedActions): boolean {
  const { details, hardwareVersion, toolsRunningStatus } = facts;
  const { policy, versionKey, status } = details?.scheduledUpgrade ?? {};
  const isNewer =
    (parseHardwareVersion(versionKey ?? '') ?? 0) >
    (parseHardwareVersion(hardwareVersion ?? '') ?? 0);
  const { powerCycle } = steps;
  const isShutDown =
    powerCycle === 'soft' || (powerCycle === 'hard' && toolsRunningStatus === 'guestToolsRunning');
  const fires =
    (policy === 'always' && powersOff(steps)) || (policy === 'onSoftPowerOff' && isShutDown);
  return status === 'pending' && isNewer && fires;
}

function isSameVersion(one: string | undefined, other: string): boolean {
  return one !== undefined && parseHardwareVersion(one) === parseHardwareVersion(other);
}
