import type {
  MoRef,
  VirtualMachineConnectionState,
  VirtualMachinePowerState,
} from '../../vim25/index.ts';
import type { CallOptions, Session } from '../../vsphere/index.ts';
import { rereadFacts } from '../facts/reread-facts.ts';
import type { VmFacts } from '../facts/vm-facts.ts';

/** A VM that is to be verified; facts of it will do. */
export interface Target {
  readonly moRef: MoRef;
  readonly name: string;
  readonly path: string;
}

/** What a server shows of one VM without its guest: plain data. */
export interface Evidence extends Target {
  readonly endpoint: string;
  /** The VM is no longer there. */
  readonly gone: boolean;
  /** `disconnected` where its host is; what the server then shows is what it knew before. */
  readonly connectionState: VirtualMachineConnectionState | undefined;
  readonly powerState: VirtualMachinePowerState | undefined;
  /** config.nestedHVEnabled, where unset means off; undefined where the configuration could not be read. */
  readonly nestedHVEnabled: boolean | undefined;
  /** The keys of runtime.offlineFeatureRequirement that tell of nested virtualization: what a power-on will ask of a host. Undefined where the server fills no list. */
  readonly offline: readonly string[] | undefined;
  /** The same of runtime.featureRequirement: what the present run asks of its host. */
  readonly running: readonly string[] | undefined;
  readonly guestFamily: string | undefined;
  readonly guestId: string | undefined;
  readonly ipAddress: string | undefined;
}

/** What facts show of nested virtualization. */
export function evidenceOf(facts: VmFacts): Evidence {
  const { endpoint, moRef, name, path, connectionState, powerState } = facts;
  const { guestFamily, guestId, ipAddress, changeVersion, unreadable } = facts;
  // An unset flag means off, but only of a configuration that is there at all.
  const isConfigured =
    changeVersion !== undefined && !unreadable.includes('config.nestedHVEnabled');
  return {
    endpoint,
    moRef,
    name,
    path,
    gone: false,
    connectionState,
    powerState,
    nestedHVEnabled: facts.nestedHVEnabled ?? (isConfigured ? false : undefined),
    offline: facts.offlineRequirements,
    running: facts.runningRequirements,
    guestFamily,
    guestId,
    ipAddress,
  };
}

/** Reads what VMs show now, a hundred in a request, in the order they are given. */
export async function retrieveEvidence(
  session: Session,
  targets: readonly Target[],
  { signal }: CallOptions = {},
): Promise<Evidence[]> {
  const found = new Map<string, Evidence>();
  for await (const facts of rereadFacts(session, targets, [], { signal })) {
    found.set(facts.moRef.value, evidenceOf(facts));
  }
  return targets.map((target) => found.get(target.moRef.value) ?? goneOf(session, target));
}

function goneOf({ endpoint }: Session, { moRef, name, path }: Target): Evidence {
  return {
    endpoint,
    moRef,
    name,
    path,
    gone: true,
    connectionState: undefined,
    powerState: undefined,
    nestedHVEnabled: undefined,
    offline: undefined,
    running: undefined,
    guestFamily: undefined,
    guestId: undefined,
    ipAddress: undefined,
  };
}

/** Whether the server reaches the VM, so that what it shows is what is. */
export function isReached({ gone, connectionState = 'connected' }: Evidence): boolean {
  return !gone && connectionState === 'connected';
}
