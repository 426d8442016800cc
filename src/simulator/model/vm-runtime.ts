import type { MoRef } from '../../vim25/moref.ts';
import { compareVersions } from '../../vim25/version.ts';
import type {
  HostFeatureMask,
  VirtualMachineConnectionState,
  VirtualMachineFeatureRequirement,
  VirtualMachineQuestionInfo,
  VirtualMachineRuntimeInfo,
} from '../types.ts';
import type { CpuVendor } from './host-cpu.ts';
import { hidesVirtualization } from './host-features.ts';
import type { VmState } from './vm-state.ts';

export interface RuntimeFacts {
  readonly state: VmState;
  readonly question: VirtualMachineQuestionInfo | undefined;
  readonly connectionState: VirtualMachineConnectionState;
  readonly keyAvailable: boolean;
  readonly host: {
    readonly moRef: MoRef;
    readonly version: string;
    readonly vendor: CpuVendor;
    readonly evcMode: string | undefined;
    readonly mhz: number;
  };
}

/** VirtualMachine.runtime. */
export function runtimeInfo(facts: RuntimeFacts): VirtualMachineRuntimeInfo {
  const { state, question, host } = facts;
  const { running } = state;
  const { dasProtected, ...marks } = state.runtime;
  const needs = (nestedHV: boolean) => requirements(host.vendor, host.version, nestedHV);
  return {
    host: host.moRef,
    connectionState: facts.connectionState,
    powerState: state.powerState,
    faultToleranceState: !state.faultTolerance
      ? 'notConfigured'
      : running === undefined
        ? 'enabled'
        : 'running',
    toolsInstallerMounted: false,
    ...(state.bootTime !== undefined && { bootTime: state.bootTime }),
    suspendInterval: 0n,
    ...(question !== undefined && { question }),
    maxCpuUsage: state.numCPU * host.mhz,
    maxMemoryUsage: state.memoryMB,
    numMksConnections: 0,
    recordReplayState: 'inactive',
    onlineStandby: false,
    consolidationNeeded: false,
    offlineFeatureRequirement: needs(state.settings.nestedHVEnabled === true),
    ...(running !== undefined && { featureRequirement: needs(running.nestedHV) }),
    ...(running !== undefined &&
      host.evcMode !== undefined && { featureMask: masks(host.vendor, host.evcMode) }),
    ...(state.encrypted && { cryptoState: facts.keyAvailable ? 'unlocked' : 'locked' }),
    paused: false,
    snapshotInBackground: false,
    ...marks,
    ...(dasProtected !== undefined && { dasVmProtection: { dasProtected } }),
  };
}

const always = [
  'cpuid.cmpxchg16b',
  'cpuid.lahf64',
  'cpuid.lm',
  'cpuid.nx',
  'cpuid.sse3',
  'cpuid.ssse3',
];
const ofVendor = { intel: 'cpuid.intel', amd: 'cpuid.amd' };
const ofNesting = { intel: ['cpuid.VMX', 'hv.capable'], amd: ['cpuid.SVM', 'hv.capable'] };

/**
 * What a VM asks of a host. With nested virtualization the list is longer (VMware's VM feature test script); by which keys is not
 * witnessed, these are the likely ones (docs/facts.md#feature-requirements).
 */
function requirements(
  vendor: CpuVendor,
  version: string,
  nestedHV: boolean,
): readonly VirtualMachineFeatureRequirement[] {
  const isNew = compareVersions(version, '7.0') >= 0;
  const plain = [...always, ofVendor[vendor]].map((key) => ({ key, value: 'Bool:Match:1' }));
  const nested = ofNesting[vendor].map((key) => ({
    key: isNew ? key.toLowerCase() : key,
    value: 'Bool:Min:1',
  }));
  return [...plain, ...(nestedHV ? nested : [])].map(({ key, value }) => ({
    key,
    featureName: key,
    value,
  }));
}

/**
 * What an EVC baseline leaves of the processor: in upper case beside requirements in lower case, and from Westmere on with the
 * virtualization features, whatever the VM was configured for: no proof of anything (docs/facts.md#evc-masks).
 */
function masks(vendor: CpuVendor, evcMode: string): readonly HostFeatureMask[] {
  const virtualization = vendor === 'intel' ? 'cpuid.VMX' : 'cpuid.SVM';
  const keys = [
    vendor === 'intel' ? 'cpuid.Intel' : 'cpuid.AMD',
    'cpuid.LM',
    'cpuid.NX',
    'cpuid.SSE3',
    'cpuid.SSSE3',
    ...(hidesVirtualization(evcMode) ? [] : [virtualization, 'hv.capable']),
  ];
  return keys.map((key) => ({ key, featureName: key, value: 'Val:1' }));
}
