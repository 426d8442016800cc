import type {
  CustomFieldDef,
  CustomFieldStringValue,
  ManagedByInfo,
  MoRef,
  OptionValue,
  VirtualMachineConnectionState,
  VirtualMachinePowerState,
} from '../../vim25/index.ts';
import {
  type Properties,
  retrieveSelected,
  type SelectedVm,
  type Selection,
  type SelectOptions,
  type Session,
  unreadableOf,
} from '../../vsphere/index.ts';
import { type Requirements, readRequirements } from './feature-requirements.ts';
import { pathsAsOf } from './newer-paths.ts';
import { StringPool } from './string-pool.ts';
import { detailPaths, readDetails, type VmDetails } from './vm-details.ts';
import { type VmSwitch, vmSwitchOf } from './vm-switch.ts';

/** What was seen of one VM: plain data, fit to be written down. An undefined field was unset or could not be read. */
export interface VmFacts extends VmSwitch, Requirements {
  /** The server it was seen through, `https://vc.example.com`. */
  readonly endpoint: string;
  readonly moRef: MoRef;
  readonly name: string;
  /** The inventory path, `/DC0/vm/lab/web01`. */
  readonly path: string;
  /** Through which it is powered on. Absent on an ESXi by itself, if a folder above the VM may not be read, and in journals and plans of before. */
  readonly datacenter?: MoRef;
  readonly powerState: VirtualMachinePowerState | undefined;
  readonly connectionState: VirtualMachineConnectionState | undefined;
  /** runtime.bootTime: when it was last powered on from off. A guest's restart, a reset and a resume keep it. */
  readonly bootTime?: string;
  /** Where it runs, or would. */
  readonly host: MoRef | undefined;
  /** `vmx-19`. */
  readonly hardwareVersion: string | undefined;
  readonly template: boolean | undefined;
  /** Opaque; sent back, it lets the server refuse a change to a VM that has changed meanwhile. */
  readonly changeVersion: string | undefined;
  readonly instanceUuid: string | undefined;
  /** config.uuid, the BIOS's: copies can share it. Absent where it is unset, and in journals and plans of before. */
  readonly biosUuid?: string;
  /** config.files.vmPathName: `[nvme-01] web01/web01.vmx`. Absent as `biosUuid` is. */
  readonly vmPathName?: string;
  /** config.nestedHVEnabled, or what the `switchKey` says where there is one; unset means off. */
  readonly nestedHVEnabled: boolean | undefined;
  /** capability.nestedHVSupported of the VM itself, not of its host. */
  readonly nestedHVSupported: boolean | undefined;
  /** The advanced options; undefined where they were not asked for. */
  readonly extraConfig: Readonly<Record<string, string>> | undefined;
  /** Paths that this user may not read. */
  readonly unreadable: readonly string[];
  /** What it waits for an answer to, in the server's words; absent where it waits for none. */
  readonly question?: string;
  /** Of disabledMethod, those that a change may need. */
  readonly disabledMethods?: readonly string[];
  /** The extension that the VM belongs to, and what it is to that: `com.vmware.vim.eam`, `cluster-agent`. */
  readonly managedBy?: { readonly extensionKey: string; readonly type: string };
  /** runtime.faultToleranceState: `notConfigured`, `running`, … */
  readonly faultToleranceState?: string;
  /** flags.vbsEnabled, since 6.7. */
  readonly vbsEnabled?: boolean;
  readonly hasSnapshots?: boolean;
  /** config.guestId: `windows2019srv_64Guest`. */
  readonly guestId?: string;
  /** guest.guestFamily, which Tools report: `windowsGuest`. */
  readonly guestFamily?: string;
  /** guest.toolsRunningStatus: `guestToolsRunning`. */
  readonly toolsRunningStatus?: string;
  /** guest.ipAddress, which Tools report. */
  readonly ipAddress?: string;
  /** Custom attributes by name, of those that were asked for; absent if none were, or they may not be read. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** What only planning needs; absent where it was not asked for. */
  readonly details?: VmDetails;
}

export interface FactsOptions extends SelectOptions {
  /**
   * Also read config.extraConfig, and keep these keys of it, in any case, or all. It is heavy and can hold secrets and what guests say of
   * themselves, so ask for what is needed. Default: none.
   */
  readonly extraConfig?: readonly string[] | 'all';
  /** Also read what only planning needs, devices among it, which are heavy. Default false. */
  readonly details?: boolean;
  /** Also read custom attributes, and keep those of these names. Default none. */
  readonly attributes?: readonly string[];
}

const basePaths = [
  'name',
  'runtime.powerState',
  'runtime.bootTime',
  'runtime.connectionState',
  'runtime.host',
  'runtime.featureRequirement',
  'runtime.offlineFeatureRequirement',
  'config.version',
  'config.template',
  'config.changeVersion',
  'config.instanceUuid',
  'config.uuid',
  'config.files.vmPathName',
  'config.nestedHVEnabled',
  'capability.nestedHVSupported',
  'runtime.question.text',
  'disabledMethod',
  'config.managedBy',
  'runtime.faultToleranceState',
  'config.flags.vbsEnabled',
  'rootSnapshot',
  'guest.toolsRunningStatus',
  'config.guestId',
  'guest.guestFamily',
  'guest.ipAddress',
];

/** The property paths that facts are made of, as far as the server's version has them. */
export function factPaths(
  { client }: Session,
  { extraConfig, details, switchKey, attributes }: FactsOptions & VmSwitch,
): readonly string[] {
  const readsAll = extraConfig !== undefined || switchKey !== undefined;
  // The whole of extraConfig holds the options that details ask for alone.
  const parts = detailPaths.filter((path) => !(readsAll && path.startsWith('config.extraConfig[')));
  return pathsAsOf(client.version, [
    ...basePaths,
    ...(details === true ? parts : []),
    ...(readsAll ? ['config.extraConfig'] : []),
    ...(attributes === undefined ? [] : ['availableField', 'customValue']),
  ]);
}

/** Retrieves the facts of the chosen VMs, in the order the server gives them. */
export async function* retrieveFacts(
  session: Session,
  selection: Selection,
  options: FactsOptions = {},
): AsyncGenerator<VmFacts> {
  const all = { ...options, ...vmSwitchOf(session) };
  const paths = factPaths(session, all);
  const pool = new StringPool();
  for await (const vm of retrieveSelected(session, selection, paths, options)) {
    yield pool.intern(readFacts(session.endpoint, vm, all));
  }
}

/** Makes facts of retrieved properties. */
export function readFacts(
  endpoint: string,
  vm: SelectedVm,
  options: FactsOptions & VmSwitch,
): VmFacts {
  const { properties } = vm;
  const { switchKey } = options;
  const attributes = readAttributes(vm, options);
  const powerState = properties.get('runtime.powerState') as VirtualMachinePowerState | undefined;
  return {
    endpoint,
    moRef: vm.moRef,
    name: vm.name,
    path: vm.path,
    ...(vm.datacenter !== undefined && { datacenter: vm.datacenter }),
    powerState,
    connectionState: properties.get('runtime.connectionState') as VmFacts['connectionState'],
    host: properties.get('runtime.host') as MoRef | undefined,
    hardwareVersion: properties.get('config.version') as string | undefined,
    template: properties.get('config.template') as boolean | undefined,
    changeVersion: properties.get('config.changeVersion') as string | undefined,
    instanceUuid: properties.get('config.instanceUuid') as string | undefined,
    ...readIdentity(properties),
    ...(switchKey !== undefined && { switchKey }),
    nestedHVEnabled:
      switchKey === undefined
        ? (properties.get('config.nestedHVEnabled') as boolean | undefined)
        : readSwitch(properties, switchKey),
    nestedHVSupported: properties.get('capability.nestedHVSupported') as boolean | undefined,
    ...readRequirements(properties, powerState),
    extraConfig: readExtraConfig(vm, options),
    unreadable: [...unreadableOf(vm.content).keys()],
    ...readState(vm.properties),
    ...(attributes !== undefined && { attributes }),
    ...(options.details === true ? { details: readDetails(vm.properties) } : {}),
  };
}

/** What a VM is known by beside its moid and instanceUuid. */
function readIdentity(properties: Properties): Pick<VmFacts, 'biosUuid' | 'vmPathName'> {
  const biosUuid = properties.get('config.uuid') as string | undefined;
  const vmPathName = properties.get('config.files.vmPathName') as string | undefined;
  return {
    ...(biosUuid !== undefined && { biosUuid }),
    ...(vmPathName !== undefined && { vmPathName }),
  };
}

/** Whether a key of extraConfig is there and TRUE; undefined where there are no keys to be read. */
function readSwitch(properties: Properties, switchKey: string): boolean | undefined {
  const list = properties.get('config.extraConfig') as readonly OptionValue[] | undefined;
  const option = list?.find(({ key }) => key.toLowerCase() === switchKey);
  return list && String(option?.value).toUpperCase() === 'TRUE';
}

/** The methods that a change may need. */
const neededMethods: readonly string[] = [
  'ReconfigVM_Task',
  'UpgradeVM_Task',
  'ShutdownGuest',
  'PowerOffVM_Task',
  'PowerOnVM_Task',
  'MarkAsVirtualMachine',
];

/** What a VM is busy with or belongs to: absent where the server says nothing of it. */
function readState(properties: Properties): Partial<VmFacts> {
  const bootTime = properties.get('runtime.bootTime') as string | undefined;
  const question = properties.get('runtime.question.text') as string | undefined;
  const disabled = properties.get('disabledMethod') as readonly string[] | undefined;
  const managedBy = properties.get('config.managedBy') as ManagedByInfo | undefined;
  const faultToleranceState = properties.get('runtime.faultToleranceState') as string | undefined;
  const vbsEnabled = properties.get('config.flags.vbsEnabled') as boolean | undefined;
  const snapshots = properties.get('rootSnapshot') as readonly MoRef[] | undefined;
  const guestId = properties.get('config.guestId') as string | undefined;
  const guestFamily = properties.get('guest.guestFamily') as string | undefined;
  const toolsRunningStatus = properties.get('guest.toolsRunningStatus') as string | undefined;
  const ipAddress = properties.get('guest.ipAddress') as string | undefined;
  return {
    ...(bootTime !== undefined && { bootTime }),
    ...(question !== undefined && { question }),
    ...(disabled !== undefined && {
      disabledMethods: neededMethods.filter((method) => disabled.includes(method)),
    }),
    ...(managedBy !== undefined && {
      managedBy: { extensionKey: managedBy.extensionKey, type: managedBy.type },
    }),
    ...(faultToleranceState !== undefined && { faultToleranceState }),
    ...(vbsEnabled !== undefined && { vbsEnabled }),
    ...(snapshots !== undefined && { hasSnapshots: snapshots.length > 0 }),
    ...(guestId !== undefined && { guestId }),
    ...(guestFamily !== undefined && { guestFamily }),
    ...(toolsRunningStatus !== undefined && { toolsRunningStatus }),
    ...(ipAddress !== undefined && { ipAddress }),
  };
}

/** Undefined where it was not asked for or may not be read: that is another thing than having no keys. */
function readExtraConfig(
  { properties, content }: SelectedVm,
  { extraConfig: wanted }: FactsOptions,
): Readonly<Record<string, string>> | undefined {
  if (wanted === undefined || unreadableOf(content).has('config.extraConfig')) {
    return undefined;
  }
  const keys = wanted === 'all' ? undefined : new Set(wanted.map((key) => key.toLowerCase()));
  const list = (properties.get('config.extraConfig') ?? []) as readonly OptionValue[];
  const kept = list.filter(({ key }) => keys?.has(key.toLowerCase()) ?? true);
  return Object.fromEntries(kept.map(({ key, value }) => [key, String(value ?? '')]));
}

function readAttributes(
  { properties, content }: SelectedVm,
  { attributes: wanted }: FactsOptions,
): Readonly<Record<string, string>> | undefined {
  const unreadable = unreadableOf(content);
  if (wanted === undefined || unreadable.has('availableField') || unreadable.has('customValue')) {
    return undefined;
  }
  const fields = (properties.get('availableField') ?? []) as readonly CustomFieldDef[];
  const values = (properties.get('customValue') ?? []) as readonly CustomFieldStringValue[];
  const named = values.flatMap(({ key, value }) => {
    const name = fields.find((field) => field.key === key)?.name;
    // A value that somebody has emptied stays on the VM as an empty text.
    return name !== undefined && wanted.includes(name) && value !== '' ? [[name, value]] : [];
  });
  return Object.fromEntries(named);
}
