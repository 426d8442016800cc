import type { FleetHost, Surroundings } from '../facts/surroundings.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import { hostBoundDevices } from './host-bound.ts';
import type { FindingInputs } from './vm-plan.ts';

/** HA restarts a VM that a failure has ended: until it has, the VM is HA's. */
export function failoverFindings({ powerState, details }: VmFacts): Finding[] {
  const { failoverInProgress, cleanPowerOff, haProtected } = details ?? {};
  const isAwaited = powerState === 'poweredOff' && cleanPowerOff === false && haProtected === true;
  return findingIf(
    failoverInProgress === true || isAwaited,
    'HA_FAILOVER',
    failoverInProgress === true
      ? { 'runtime.vmFailoverInProgress': 'true' }
      : { 'runtime.cleanPowerOff': 'false', 'runtime.dasVmProtection.dasProtected': 'true' },
  );
}

/** A guest that is being customized restarts by itself, and its agent starts over or never ends if it is cut off. */
const customizing = /_(PENDING|RUNNING)$/;

/** What of the VM itself a power cycle would disturb. */
export function disturbanceFindings({
  facts,
  steps,
  surroundings,
}: Omit<FindingInputs, 'change'>): Finding[] {
  const { customizationStatus = '', rebootPowerOff, devices } = facts.details ?? {};
  const { clientDevices = [] } = devices ?? {};
  return [
    ...findingIf(customizing.test(customizationStatus), 'GUEST_CUSTOMIZATION', {
      'guest.customizationInfo': customizationStatus,
    }),
    ...findingIf(rebootPowerOff === true, 'REBOOT_POWERS_OFF', { 'config.rebootPowerOff': 'true' }),
    ...findingIf(steps.startOnOwnHost === true, 'HOST_BOUND_DEVICE', {
      device: hostBoundDevices(facts, surroundings).join(', '),
    }),
    ...findingIf(clientDevices.length > 0, 'CLIENT_DEVICE', { device: clientDevices.join(', ') }),
  ];
}

/**
 * Tasks that put new software or settings on hosts: com.vmware.vcIntegrity.RemediateTask (govmomi simulator/vpx/task_manager.go); that those of
 * vSphere Lifecycle Manager's images are named after its service com.vmware.esx.settings is [UNV].
 */
function isRemediating(task: string): boolean {
  const name = task.toLowerCase();
  const settings = name.indexOf('esx.settings.');
  return name.includes('remediate') || (settings >= 0 && name.includes('apply', settings));
}

/** Hosts in remediation go into maintenance one after the other, and restart. */
export function remediationFindings(
  { moRef, name, parent, remediation }: FleetHost,
  { tasks, clusters }: Surroundings,
): Finding[] {
  const ofHost = tasks[moRef.value] ?? '';
  const ofCluster = tasks[parent?.value ?? ''] ?? '';
  return [
    ...findingIf(
      remediation === 'remediationRunning' || isRemediating(ofHost),
      'HOST_IN_REMEDIATION',
      { host: name, ...(ofHost === '' ? {} : { 'info.descriptionId': ofHost }) },
    ),
    ...findingIf(isRemediating(ofCluster), 'CLUSTER_IN_REMEDIATION', {
      cluster: clusters[parent?.value ?? '']?.name ?? parent?.value ?? '',
      'info.descriptionId': ofCluster,
    }),
  ];
}
