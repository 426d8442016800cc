import { compareVersions } from '../../vim25/index.ts';
import type { FleetHost } from '../facts/fleet-facts.ts';
import type { VmDetails } from '../facts/vm-details.ts';
import { findIf, finding } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import { isTooOld } from './steps.ts';
import type { Considered } from './vm-plan.ts';

/** Since API 5.1 the switch is per VM; before, the host had to allow it in its own file. */
const perVmSince = '5.1';

/** Whether the VM can have nested virtualization where it is; nobody asks where it is to be turned off. */
export function findCapability({ facts, change, steps, environment }: Considered): Finding[] {
  if (change.nestedHVEnabled?.to !== true) {
    return [];
  }
  const host = environment?.hosts[facts.host?.value ?? ''];
  const evidence = { 'config.version': facts.hardwareVersion ?? '' };
  const ft = facts.faultToleranceState ?? 'notConfigured';
  const hostFindings = host === undefined ? [] : findHost(host);
  const isHostBlamed = hostFindings.some(({ severity }) => severity === 'blocker');
  return [
    ...(steps.upgradeHardware === undefined
      ? findIf(isTooOld(facts), 'HARDWARE_TOO_OLD', evidence)
      : [finding('HARDWARE_UPGRADE', { ...evidence, to: steps.upgradeHardware })]),
    // The VM's own word follows from its hardware and its host: one cause is told once.
    ...findIf(
      facts.nestedHVSupported === false && !isTooOld(facts) && !isHostBlamed,
      'VM_NOT_CAPABLE',
      { 'capability.nestedHVSupported': 'false' },
    ),
    ...hostFindings,
    ...findDevices(facts.details),
    ...findIf(ft !== 'notConfigured', 'FAULT_TOLERANCE', { 'runtime.faultToleranceState': ft }),
    ...findIf(facts.details?.maskLeavesVirtualization === false, 'VM_EVC_HIDES_VIRTUALIZATION', {
      'runtime.featureMask': 'neither cpuid.vmx nor cpuid.svm',
    }),
  ];
}

function findHost(host: FleetHost): Finding[] {
  const { nestedHVSupported, apiVersion, cpuid, hvCapable, virtualizationLeft, evcMode } = host;
  const named = { host: host.name };
  if (host.connectionState !== undefined && host.connectionState !== 'connected') {
    return [];
  }
  const isBeforeFlag = apiVersion !== undefined && compareVersions(apiVersion, perVmSince) < 0;
  // Such a host says nothing of it: what a newer vCenter says in its place is no answer.
  if (isBeforeFlag && cpuid !== 'none') {
    return [finding('HOST_NEEDS_VHV_ALLOW', { ...named, 'config.product.apiVersion': apiVersion })];
  }
  if (nestedHVSupported === false) {
    const cpu = cpuid === undefined ? {} : { 'hardware.cpuFeature': cpuid };
    return [
      finding('HOST_NOT_CAPABLE', { ...named, ...cpu, 'capability.nestedHVSupported': 'false' }),
    ];
  }
  if (nestedHVSupported === undefined) {
    if (cpuid === 'none') {
      return [finding('CPU_NOT_CAPABLE', { ...named, 'hardware.cpuFeature': 'none' })];
    }
    return [
      finding('HOST_CAPABILITY_UNKNOWN', { ...named, 'capability.nestedHVSupported': 'unset' }),
    ];
  }
  if (evcMode !== undefined && (hvCapable === false || virtualizationLeft === false)) {
    return [
      finding('EVC_HIDES_VIRTUALIZATION', { ...named, 'summary.currentEVCModeKey': evcMode }),
    ];
  }
  return findIf(hvCapable === false, 'HV_NOT_CAPABLE', {
    ...named,
    'config.maskedFeatureCapability': 'hv.capable is not there, or 0',
  });
}

function findDevices(details: VmDetails | undefined): Finding[] {
  const { passthrough = [], vGpu = [] } = details?.devices ?? {};
  return [
    ...findIf(passthrough.length > 0, 'PCI_PASSTHROUGH', { device: passthrough.join(', ') }),
    ...findIf(vGpu.length > 0, 'VGPU', { device: vGpu.join(', ') }),
  ];
}
