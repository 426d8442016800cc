import type {
  VirtualMachineFeatureRequirement,
  VirtualMachinePowerState,
} from '../../vim25/index.ts';
import type { Properties } from '../../vsphere/index.ts';

/** What of a VM's feature requirements tells of nested virtualization. */
export interface Requirements {
  /**
   * Of the keys of runtime.featureRequirement, or of offlineFeatureRequirement while it is off, those that tell of nested
   * virtualization: `hv.capable`, `cpuid.vmx`, `cpuid.svm`, in whatever case. Undefined where there is no list.
   */
  readonly featureRequirements: readonly string[] | undefined;
  /** Those of runtime.offlineFeatureRequirement: what a power-on will ask of a host. Absent where the server fills no list. */
  readonly offlineRequirements?: readonly string[];
  /** Those of runtime.featureRequirement: what the present run asks of its host. Absent where the server fills no list. */
  readonly runningRequirements?: readonly string[];
}

/** Which key of the requirements tells is not witnessed; these are the likely ones, in either case (docs/facts.md#feature-requirements). */
const nestingKey = /^(hv\.capable|cpuid\.(vmx|svm))$/i;

export function readRequirements(
  properties: Properties,
  powerState: VirtualMachinePowerState | undefined,
): Requirements {
  const listAt = (path: string) =>
    properties.get(path) as readonly VirtualMachineFeatureRequirement[] | undefined;
  const offline = listAt('runtime.offlineFeatureRequirement');
  const running = listAt('runtime.featureRequirement');
  const present = powerState === 'poweredOff' ? offline : running;
  return {
    featureRequirements: present && nestingKeys(present),
    // An empty list says no more than none.
    ...(offline?.length && { offlineRequirements: nestingKeys(offline) }),
    ...(running?.length && { runningRequirements: nestingKeys(running) }),
  };
}

function nestingKeys(list: readonly VirtualMachineFeatureRequirement[]): readonly string[] {
  return list.map(({ key }) => key).filter((key) => nestingKey.test(key));
}
