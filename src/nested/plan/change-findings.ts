import type { VmFacts } from '../facts/vm-facts.ts';
import { neededPrivileges, powersOff } from './actions.ts';
import { capabilityFindings } from './capability-findings.ts';
import { disabledByOthers, disabledForPower } from './disabled-methods.ts';
import { failoverFindings } from './disturbance-findings.ts';
import { finding, findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import { uncheckedFindings } from './unchecked-findings.ts';
import type { FindingInputs } from './vm-plan.ts';

/** What stands in the way of a change, and what is to be known before it. */
export function changeFindings(considered: FindingInputs): readonly Finding[] {
  const { facts, change } = considered;
  return [
    ...stateFindings(considered),
    ...ownerFindings(considered),
    ...powerFindings(considered),
    ...busyFindings(considered),
    ...failoverFindings(facts),
    ...capabilityFindings(considered),
    ...findingIf(facts.vbsEnabled === true && change.nestedHVEnabled?.to === false, 'VBS_ENABLED', {
      'config.flags.vbsEnabled': 'true',
    }),
    ...findingIf(facts.hasSnapshots === true, 'SNAPSHOTS', { rootSnapshot: 'set' }),
    ...rightsFindings(considered),
    ...uncheckedFindings(considered),
  ];
}

function isReached({ connectionState }: VmFacts): boolean {
  return connectionState === undefined || connectionState === 'connected';
}

function stateFindings({ facts }: FindingInputs): Finding[] {
  const { connectionState, changeVersion, unreadable } = facts;
  return [
    ...findingIf(!isReached(facts), 'NOT_CONNECTED', {
      'runtime.connectionState': connectionState ?? '',
    }),
    ...findingIf(changeVersion === undefined && isReached(facts), 'CONFIG_UNREADABLE', {
      unreadable: unreadable.join(', ') || 'config',
    }),
  ];
}

/**
 * The owner that a VM of vCenter's cluster services names: `com.vmware.vim.eam` before 8.0 U3 (recording of an 8.0.3 vCenter), `VirtualCenter`
 * since (Broadcom KB 370219). Other agents of the first are those of a Supervisor.
 */
const serviceOwners = new Set(['com.vmware.vim.eam cluster-agent', 'VirtualCenter vcls-entity']);

/** A VM of the cluster services need not name its owner; then an advanced option marks it. */
function ownerFindings({ facts }: FindingInputs): Finding[] {
  const { managedBy, details } = facts;
  const key = details?.clusterServiceKey;
  const { extensionKey = '', type = '' } = managedBy ?? {};
  if (serviceOwners.has(`${extensionKey} ${type}`)) {
    return [finding('CLUSTER_SERVICE_VM', { 'config.managedBy.type': type })];
  }
  if (key !== undefined) {
    return [finding('CLUSTER_SERVICE_VM', { 'config.extraConfig': `${key} = TRUE` })];
  }
  return findingIf(managedBy !== undefined, 'MANAGED_BY', {
    'config.managedBy.extensionKey': extensionKey,
  });
}

function powerFindings({ facts, change, steps }: FindingInputs): Finding[] {
  const evidence = { 'runtime.powerState': facts.powerState ?? 'unknown' };
  switch (facts.powerState) {
    case 'poweredOff':
      return [];
    case 'suspended':
      if (facts.details?.suspendedToMemory === true) {
        return [finding('SUSPENDED_TO_MEMORY', { 'runtime.suspendedToMemory': 'true' })];
      }
      return [finding(steps.discardSuspended ? 'MEMORY_DISCARDED' : 'SUSPENDED', evidence)];
    case 'poweredOn':
    case undefined:
      if (change.nestedHVEnabled === undefined) {
        return [finding('TAKES_EFFECT_AT_POWER_ON', evidence)];
      }
      return findingIf(steps.powerCycle === undefined, 'POWER_CYCLE_REQUIRED', evidence);
  }
}

/** The methods that the change and its steps call, but for those of a power cycle. */
function methodsOf({ steps }: FindingInputs): readonly string[] {
  return [
    'ReconfigVM_Task',
    ...(steps.upgradeHardware === undefined ? [] : ['UpgradeVM_Task']),
    ...(steps.convertTemplate === undefined ? [] : ['MarkAsVirtualMachine']),
  ];
}

/** A task under way disables methods for as long as it runs: the change waits for it, and looks again. */
function busyFindings(considered: FindingInputs): Finding[] {
  const { facts, steps, surroundings } = considered;
  const { question, moRef } = facts;
  const task = surroundings?.tasks[moRef.value];
  const others = task === undefined ? disabledByOthers(facts) : [];
  const disabled = methodsOf(considered).filter((method) => others.includes(method));
  const power = task === undefined && powersOff(steps) ? disabledForPower(facts) : [];
  return [
    ...(question === undefined
      ? []
      : [finding('QUESTION_PENDING', { 'runtime.question': question })]),
    ...(task === undefined ? [] : [finding('TASK_RUNNING', { 'info.descriptionId': task })]),
    ...findingIf(disabled.length > 0, 'METHOD_DISABLED', { disabledMethod: disabled.join(', ') }),
    ...findingIf(power.length > 0, 'POWER_METHOD_DISABLED', { disabledMethod: power.join(', ') }),
  ];
}

/** Licence editions that the API is read-only with. [UNV] */
const freeEdition = /^esxBasic/i;

function rightsFindings({ facts, change, steps, surroundings }: FindingInputs): Finding[] {
  if (surroundings === undefined) {
    return [];
  }
  const { isVCenter, missingPrivileges } = surroundings;
  const host = surroundings.hosts[facts.host?.value ?? ''];
  const needed = neededPrivileges(change, steps, facts);
  const missing = needed.filter((one) => missingPrivileges?.[facts.moRef.value]?.includes(one));
  const licence = host?.licence?.editionKey ?? '';
  const lockdown = host?.lockdownMode ?? 'lockdownDisabled';
  return [
    ...findingIf(missing.length > 0, 'MISSING_PRIVILEGE', { privilege: missing.join(', ') }),
    ...findingIf(!isVCenter && freeEdition.test(licence), 'LICENCE_READ_ONLY', {
      'licenses.editionKey': licence,
    }),
    ...findingIf(!isVCenter && Boolean(host?.managementServerIp), 'HOST_MANAGED_BY_VCENTER', {
      'summary.managementServerIp': host?.managementServerIp ?? '',
    }),
    ...findingIf(!isVCenter && lockdown !== 'lockdownDisabled', 'HOST_IN_LOCKDOWN', {
      'config.lockdownMode': lockdown,
    }),
  ];
}
