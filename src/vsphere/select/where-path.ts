import { InvalidValueError } from '../../errors.ts';
import { nearest, suggest } from '../../nearest.ts';
import { vim25Schema } from '../../vim25/index.ts';
import type { Field } from '../../vim25/schema-table.ts';

/** A VirtualMachine's properties, its own and those of ManagedEntity, as the API reference lists them. The empty type ends a path. */
const vmProperties: Readonly<Record<string, string>> = {
  alarmActionsEnabled: 'xsd:boolean',
  availableField: '',
  capability: 'VirtualMachineCapability',
  config: 'VirtualMachineConfigInfo',
  configIssue: '',
  configStatus: '',
  customValue: '',
  datastore: '',
  declaredAlarmState: '',
  disabledMethod: '',
  effectiveRole: '',
  environmentBrowser: '',
  guest: 'GuestInfo',
  guestHeartbeatStatus: '',
  layout: 'VirtualMachineFileLayout',
  layoutEx: 'VirtualMachineFileLayoutEx',
  name: '',
  network: '',
  overallStatus: '',
  parent: '',
  parentVApp: '',
  permission: '',
  recentTask: '',
  resourceConfig: 'ResourceConfigSpec',
  resourcePool: '',
  rootSnapshot: '',
  runtime: 'VirtualMachineRuntimeInfo',
  snapshot: 'VirtualMachineSnapshotInfo',
  storage: 'VirtualMachineStorageInfo',
  summary: 'VirtualMachineSummary',
  tag: '',
  triggeredAlarmState: '',
  value: '',
};

function refuse(path: string, before: readonly string[], names: readonly string[]): never {
  const wrong = path.split('.')[before.length] ?? '';
  const place = before.length === 0 ? 'a VM' : before.join('.');
  const near = nearest(wrong, names).map((name) => [...before, name].join('.'));
  const meant = near.length === 0 ? `; it has ${names.toSorted().join(', ')}` : suggest(near);
  throw new InvalidValueError('property', `${path}: ${place} has no '${wrong}'${meant}`);
}

/** What is known of a property path of VMs. */
export interface KnownPath {
  /** A boolean that is unset counts as false: that is what the API means by leaving it out. */
  readonly isBoolean: boolean;
}

/**
 * Looks a property path up in the schema, as far as that knows the types on the way.
 *
 * @throws InvalidValueError for a path that no VM has, naming the near ones
 */
export function lookUpPath(path: string): KnownPath {
  const steps = path.split('.');
  const [first = ''] = steps;
  let type: string = Object.hasOwn(vmProperties, first)
    ? (vmProperties[first] ?? '')
    : refuse(path, [], Object.keys(vmProperties));
  for (const [index, step] of steps.slice(1).entries()) {
    // A key in brackets may hold dots: config.extraConfig["a.b"].
    if (step.includes('[')) {
      return { isBoolean: false };
    }
    const fields: ReadonlyMap<string, Field> | undefined = vim25Schema.complexType(type)?.fields;
    const field = fields?.get(step);
    if (fields !== undefined && field === undefined) {
      refuse(path, steps.slice(0, index + 1), [...fields.keys()]);
    }
    if (field === undefined) {
      return { isBoolean: false };
    }
    type = field.list ? '' : field.type;
  }
  return { isBoolean: type === 'xsd:boolean' };
}
