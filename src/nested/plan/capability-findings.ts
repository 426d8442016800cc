import {
  hardwareVersionId,
  newestHardwareVersion,
  parseHardwareVersion,
} from '../../vim25/index.ts';
import type { FleetHost } from '../facts/surroundings.ts';
import type { VmDetails } from '../facts/vm-details.ts';
import { isBeforeFlag } from '../facts/vm-switch.ts';
import { isTooOld } from './actions.ts';
import { finding, findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import type { FindingInputs } from './vm-plan.ts';

/** Whether the VM can have nested virtualization where it is; nobody asks where it is to be turned off. */
export function capabilityFindings({
  facts,
  change,
  steps,
  surroundings,
}: FindingInputs): Finding[] {
  if (change.nestedHVEnabled?.to !== true) {
    return [];
  }
  const host = surroundings?.hosts[facts.host?.value ?? ''];
  const evidence = { 'config.version': facts.hardwareVersion ?? '' };
  const { confidential = [] } = facts.details ?? {};
  const ft = facts.faultToleranceState ?? 'notConfigured';
  const ofHost = host === undefined ? [] : hostFindings(host);
  const isHostBlamed = ofHost.some(({ severity }) => severity === 'blocker');
  return [
    ...(steps.upgradeHardware === undefined
      ? findingIf(isTooOld(facts), 'HARDWARE_TOO_OLD', { ...evidence, ...newestOn(host) })
      : upgradeFindings(steps.upgradeHardware, evidence, host)),
    // The VM's own word follows from its hardware and its host: one cause is told once.
    ...findingIf(
      facts.nestedHVSupported === false && !isTooOld(facts) && !isHostBlamed,
      'VM_NOT_CAPABLE',
      { 'capability.nestedHVSupported': 'false' },
    ),
    ...ofHost,
    ...deviceFindings(facts.details),
    ...findingIf(confidential.length > 0, 'CONFIDENTIAL_VM', { config: confidential.join(', ') }),
    ...findingIf(ft !== 'notConfigured', 'FAULT_TOLERANCE', { 'runtime.faultToleranceState': ft }),
    ...findingIf(facts.details?.maskLeavesVirtualization === false, 'VM_EVC_HIDES_VIRTUALIZATION', {
      'runtime.featureMask': 'neither cpuid.vmx nor cpuid.svm',
    }),
  ];
}

/** The newest hardware version that the release of a host runs: what `--upgrade-hardware` may say at most. */
function newestOn(host: FleetHost | undefined): { readonly newest?: string } {
  return host?.version === undefined
    ? {}
    : { newest: hardwareVersionId(newestHardwareVersion(host.version)) };
}

function upgradeFindings(
  to: string,
  evidence: Readonly<Record<string, string>>,
  host: FleetHost | undefined,
): Finding[] {
  const { newest } = newestOn(host);
  const wanted = parseHardwareVersion(to);
  const isRun = wanted !== undefined && wanted <= (parseHardwareVersion(newest ?? to) ?? wanted);
  return newest === undefined || isRun
    ? [finding('HARDWARE_UPGRADE', { ...evidence, to })]
    : [finding('HARDWARE_NOT_SUPPORTED', { newest: `${newest} at most` })];
}

function hostFindings(host: FleetHost): Finding[] {
  const { nestedHVSupported, apiVersion, cpuid, hvCapable, virtualizationLeft, evcMode } = host;
  const named = { host: host.name };
  if (host.connectionState !== undefined && host.connectionState !== 'connected') {
    return [];
  }
  // Such a host says nothing of it: what a newer vCenter says in its place is no answer.
  if (isBeforeFlag(apiVersion) && cpuid !== 'none') {
    const evidence = { ...named, 'config.product.apiVersion': apiVersion ?? '' };
    return [finding('HOST_NEEDS_VHV_ALLOW', evidence)];
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
  return findingIf(hvCapable === false, 'HV_NOT_CAPABLE', {
    ...named,
    'config.maskedFeatureCapability': 'hv.capable is not there, or 0',
  });
}

function deviceFindings(details: VmDetails | undefined): Finding[] {
  const { passthrough = [], vGpu = [] } = details?.devices ?? {};
  return [
    ...findingIf(passthrough.length > 0, 'PCI_PASSTHROUGH', { device: passthrough.join(', ') }),
    ...findingIf(vGpu.length > 0, 'VGPU', { device: vGpu.join(', ') }),
  ];
}
