import type {
  ClusterAntiAffinityRuleSpec,
  ClusterConfigInfoEx,
  ClusterDasConfigInfo,
  ClusterDrsVmConfigInfo,
  ClusterFailoverLevelAdmissionControlInfo,
  ClusterFailoverLevelAdmissionControlPolicy,
  DrsBehavior,
} from '../types.ts';
import type { HostSystem } from './host-system.ts';
import { refs } from './managed-object.ts';
import { VirtualMachine } from './virtual-machine.ts';

/** Keeps VMs on different hosts. The simulator shows it and does not act on it. */
interface AntiAffinityRule {
  readonly name: string;
  readonly vms: readonly VirtualMachine[];
}

export interface HighAvailability {
  readonly admissionControl: boolean;
  /** How many VMs may run until admission control refuses: what failover needs is set aside. */
  readonly slots: number;
}

export interface ClusterSettings {
  /** The EVC mode, `intel-skylake`; undefined where EVC is off. */
  readonly evcMode: string | undefined;
  readonly drs: { readonly enabled: boolean; readonly behavior: DrsBehavior };
  /** Undefined where HA is off. */
  readonly ha: HighAvailability | undefined;
  readonly rules: AntiAffinityRule[];
  /** Its hosts are being remediated. */
  readonly remediation: boolean;
}

/** How many host failures the cluster is set up to bear. */
const failoverLevel = 1;

/** Whether a VM can run beside the others with what is to be set aside for the failure of a host. */
export function hasFailoverRoom(
  { ha }: ClusterSettings,
  hosts: readonly HostSystem[],
  vm: VirtualMachine,
): boolean {
  const others = running(hosts) - (vm.state.powerState === 'poweredOn' ? 1 : 0);
  return ha === undefined || !ha.admissionControl || others < ha.slots;
}

/** ClusterComputeResourceSummary.currentFailoverLevel: none once more runs than there are slots for. */
export function currentFailoverLevel(
  { ha }: ClusterSettings,
  hosts: readonly HostSystem[],
): number {
  return ha !== undefined && running(hosts) <= ha.slots ? failoverLevel : 0;
}

/** ClusterComputeResourceSummary.admissionControlInfo. */
export function admissionControlInfo(
  settings: ClusterSettings,
  hosts: readonly HostSystem[],
): ClusterFailoverLevelAdmissionControlInfo | undefined {
  return settings.ha?.admissionControl === true
    ? {
        _type: 'ClusterFailoverLevelAdmissionControlInfo',
        currentFailoverLevel: currentFailoverLevel(settings, hosts),
      }
    : undefined;
}

/** ComputeResource.configurationEx of a cluster. */
export function clusterConfig(
  { drs, ha, rules }: ClusterSettings,
  hosts: readonly HostSystem[],
): ClusterConfigInfoEx {
  return {
    _type: 'ClusterConfigInfoEx',
    vmSwapPlacement: 'vmDirectory',
    dasConfig: dasConfig(ha),
    drsConfig: {
      enabled: drs.enabled,
      enableVmBehaviorOverrides: true,
      defaultVmBehavior: drs.behavior,
      vmotionRate: 3,
    },
    drsVmConfig: vmsOf(hosts).flatMap(drsOverride),
    rule: rules.map(
      ({ name, vms }, index): ClusterAntiAffinityRuleSpec => ({
        _type: 'ClusterAntiAffinityRuleSpec',
        key: index + 1,
        status: 'green',
        enabled: true,
        name,
        mandatory: false,
        userCreated: true,
        inCompliance: true,
        vm: refs(vms),
      }),
    ),
  };
}

function dasConfig(ha: HighAvailability | undefined): ClusterDasConfigInfo {
  if (ha === undefined) {
    return { enabled: false };
  }
  const policy: ClusterFailoverLevelAdmissionControlPolicy = {
    _type: 'ClusterFailoverLevelAdmissionControlPolicy',
    failoverLevel,
  };
  return {
    enabled: true,
    hostMonitoring: 'enabled',
    failoverLevel,
    admissionControlPolicy: policy,
    admissionControlEnabled: ha.admissionControl,
  };
}

function drsOverride({ moRef, state }: VirtualMachine): readonly ClusterDrsVmConfigInfo[] {
  switch (state.drs) {
    case undefined:
      return [];
    case 'off':
      return [{ key: moRef, enabled: false }];
    default:
      return [{ key: moRef, enabled: true, behavior: state.drs }];
  }
}

function vmsOf(hosts: readonly HostSystem[]): readonly VirtualMachine[] {
  return hosts.flatMap(({ vms }) => [...vms].filter((vm) => vm instanceof VirtualMachine));
}

function running(hosts: readonly HostSystem[]): number {
  return vmsOf(hosts).filter(({ state }) => state.powerState === 'poweredOn').length;
}
