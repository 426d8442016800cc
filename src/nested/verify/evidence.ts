import type {
  MoRef,
  VirtualMachineConnectionState,
  VirtualMachineFeatureRequirement,
  VirtualMachinePowerState,
} from '../../vim25/index.ts';
import {
  type CallOptions,
  type Properties,
  propertiesOf,
  retrieveObjects,
  type Session,
  unreadableOf,
} from '../../vsphere/index.ts';
import { readSwitch } from '../facts/vm-facts.ts';
import { type VmSwitch, vmSwitchOf } from '../facts/vm-switch.ts';

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
  /** Keys of runtime.offlineFeatureRequirement: what a power-on will ask of a host. Undefined where the server fills no list. */
  readonly offline: readonly string[] | undefined;
  /** Keys of runtime.featureRequirement: what the present run asks of its host. */
  readonly running: readonly string[] | undefined;
  readonly guestFamily: string | undefined;
  readonly guestId: string | undefined;
  readonly ipAddress: string | undefined;
}

const paths = [
  'runtime.connectionState',
  'runtime.powerState',
  'runtime.featureRequirement',
  'runtime.offlineFeatureRequirement',
  'config.changeVersion',
  'config.nestedHVEnabled',
  'config.guestId',
  'guest.guestFamily',
  'guest.ipAddress',
];

/** Reads what VMs show now, a hundred in a request, in the order they are given. */
export async function retrieveEvidence(
  session: Session,
  targets: readonly Target[],
  options: CallOptions = {},
): Promise<Evidence[]> {
  const vmSwitch = vmSwitchOf(session);
  const more = vmSwitch.switchKey === undefined ? [] : ['config.extraConfig'];
  const propSet = [{ type: 'VirtualMachine', pathSet: [...paths, ...more] }];
  const objects = targets.map(({ moRef }) => moRef);
  const found = new Map<string, Evidence>();
  const byMoid = new Map(targets.map((target) => [target.moRef.value, target]));
  for await (const content of retrieveObjects(session, objects, propSet, options)) {
    const target = byMoid.get(content.obj.value);
    if (target !== undefined) {
      const isReadable = !unreadableOf(content).has('config.nestedHVEnabled');
      const { endpoint } = session;
      found.set(
        content.obj.value,
        readEvidence(endpoint, target, propertiesOf(content), isReadable, vmSwitch),
      );
    }
  }
  return targets.map(
    (target) =>
      found.get(target.moRef.value) ?? {
        ...readEvidence(session.endpoint, target, new Map(), false),
        gone: true,
      },
  );
}

/** What retrieved properties show of a VM; `isReadable` tells whether its configuration may be read. */
export function readEvidence(
  endpoint: string,
  { moRef, name, path }: Target,
  properties: Properties,
  isReadable: boolean,
  { switchKey }: VmSwitch = {},
): Evidence {
  const text = (property: string) => properties.get(property) as string | undefined;
  // An unset flag means off, but only of a configuration that is there at all.
  const isConfigured = isReadable && properties.has('config.changeVersion');
  const flag =
    switchKey === undefined
      ? (properties.get('config.nestedHVEnabled') as boolean | undefined)
      : readSwitch(properties, switchKey);
  return {
    endpoint,
    moRef,
    name,
    path,
    gone: false,
    connectionState: properties.get('runtime.connectionState') as Evidence['connectionState'],
    powerState: properties.get('runtime.powerState') as Evidence['powerState'],
    nestedHVEnabled: flag ?? (isConfigured ? false : undefined),
    offline: keys(properties, 'runtime.offlineFeatureRequirement'),
    running: keys(properties, 'runtime.featureRequirement'),
    guestFamily: text('guest.guestFamily'),
    guestId: text('config.guestId'),
    ipAddress: text('guest.ipAddress'),
  };
}

/** Whether the server reaches the VM, so that what it shows is what is. */
export function isReached({ gone, connectionState = 'connected' }: Evidence): boolean {
  return !gone && connectionState === 'connected';
}

/** An empty list says no more than none. */
function keys(properties: Properties, path: string): readonly string[] | undefined {
  const list = properties.get(path) as readonly VirtualMachineFeatureRequirement[] | undefined;
  return list === undefined || list.length === 0 ? undefined : list.map(({ key }) => key);
}
