import { compareVersions } from '../../vim25/version.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import {
  concurrentAccess,
  invalidPowerState,
  invalidState,
  notSupported,
  type Refusal,
} from '../refusal.ts';
import type { VirtualMachineConfigInfo, VirtualMachineConfigSpec } from '../types.ts';
import { applyExtraConfig } from './extra-config.ts';
import { refusalOfNesting } from './nested-hv.ts';
import type { RuleAnswers } from './rules.ts';
import { checkValues } from './spec-values.ts';

type Spec = Readonly<Partial<VirtualMachineConfigSpec>>;

/** Fields of ConfigSpec that become the field of the same name in ConfigInfo. */
const settings = [
  'alternateGuestName',
  'annotation',
  'guestId',
  'memoryHotAddEnabled',
  'cpuHotAddEnabled',
  'cpuHotRemoveEnabled',
  'cpuAllocation',
  'memoryAllocation',
  'latencySensitivity',
  'swapPlacement',
  'changeTrackingEnabled',
  'firmware',
  'maxMksConnections',
  'guestAutoLockEnabled',
  'memoryReservationLockedToMax',
  'messageBusTunnelEnabled',
  'vPMCEnabled',
] as const satisfies readonly (keyof VirtualMachineConfigSpec & keyof VirtualMachineConfigInfo)[];

/** Objects of ConfigSpec of which only the fields that are sent change (docs/facts.md#partial-spec). */
const merged = ['flags', 'tools', 'bootOptions'] as const;

/** Fields with a rule of their own, below. */
const ruled = [
  'changeVersion',
  'name',
  'numCPUs',
  'numCoresPerSocket',
  'memoryMB',
  'extraConfig',
  'nestedHVEnabled',
];

const known: ReadonlySet<string> = new Set([...settings, ...merged, ...ruled]);

/** What is fixed while a VM runs: the monitor reads it when it starts. */
const poweredOffOnly = new Set<string>([
  'firmware',
  'guestId',
  'memoryHotAddEnabled',
  'cpuHotAddEnabled',
  'vPMCEnabled',
]);

/** What may be changed of a template (vmware/govmomi#1431), and of a suspended VM. */
const descriptive = new Set(['changeVersion', 'name', 'annotation']);

/** Why a template does not take a spec; undefined where it does. */
export function refusalOfTemplate(vm: VirtualMachine, spec: Spec): Refusal | undefined {
  const isRefused = vm.state.template && sent(spec).some((field) => !descriptive.has(field));
  return isRefused ? notSupported('') : undefined;
}

/**
 * Applies a spec as a whole, or not at all.
 *
 * @returns whether there was anything to change
 * @throws Refusal
 */
export function reconfigure(vm: VirtualMachine, spec: Spec, answers: RuleAnswers): boolean {
  apply(vm, spec, checkReconfigure(vm, spec, answers), answers);
  return sent(spec).some((field) => field !== 'changeVersion');
}

/**
 * Whether a VM takes a spec.
 *
 * @returns whether nestedHVEnabled is to be applied
 * @throws Refusal
 */
export function checkReconfigure(vm: VirtualMachine, spec: Spec, answers: RuleAnswers): boolean {
  const refusal = refusalOfTemplate(vm, spec);
  if (refusal !== undefined) {
    throw refusal;
  }
  if (spec.changeVersion !== undefined && spec.changeVersion !== vm.state.changeVersion) {
    throw concurrentAccess();
  }
  const unknown = sent(spec).find((field) => !known.has(field));
  if (unknown !== undefined) {
    throw notSupported(`The simulator does not change ${unknown}.`);
  }
  checkValues(spec);
  checkSuspended(vm, spec, answers);
  const conflict = refusalOfNesting(vm, spec, answers);
  if (conflict !== undefined) {
    throw conflict;
  }
  return checkPower(vm, spec, answers) && checkSupport(vm, spec, answers);
}

function sent(spec: Spec): readonly string[] {
  return Object.entries(spec)
    .filter(([field, value]) => value !== undefined && field !== '_type')
    .map(([field]) => field);
}

/** A suspended VM holds the state of a machine that must not change under it. */
function checkSuspended({ state }: VirtualMachine, spec: Spec, answers: RuleAnswers): void {
  const isRefused =
    state.powerState === 'suspended' &&
    answers.suspendedReconfigure === 'InvalidPowerState' &&
    sent(spec).some((field) => !descriptive.has(field));
  if (isRefused) {
    throw invalidPowerState('suspended', 'poweredOff');
  }
}

/** @returns whether nestedHVEnabled is to be applied */
function checkPower(vm: VirtualMachine, spec: Spec, answers: RuleAnswers): boolean {
  const { powerState } = vm.state;
  if (powerState === 'poweredOff') {
    return true;
  }
  if (sent(spec).some((field) => poweredOffOnly.has(field)) || changesSize(vm, spec)) {
    throw invalidPowerState(powerState, 'poweredOff');
  }
  if (spec.nestedHVEnabled === undefined) {
    return true;
  }
  switch (answers.nestedHVOnRunningVm) {
    case 'InvalidPowerState':
      throw invalidPowerState(powerState, 'poweredOff');
    case 'InvalidState':
      throw invalidState();
    case 'ignored':
      return false;
    case 'accepted':
      return true;
  }
}

/** CPUs and memory can be changed on a running VM only by adding, and only where hot-add was on when it started. */
function changesSize({ state }: VirtualMachine, spec: Spec): boolean {
  const { cpuHotAddEnabled = false, memoryHotAddEnabled = false } = state.settings;
  const { numCPUs = state.numCPU, memoryMB = BigInt(state.memoryMB) } = spec;
  const cpus = numCPUs !== state.numCPU && (!cpuHotAddEnabled || numCPUs < state.numCPU);
  const memory =
    Number(memoryMB) !== state.memoryMB &&
    (!memoryHotAddEnabled || Number(memoryMB) < state.memoryMB);
  return cpus || memory || spec.numCoresPerSocket !== undefined;
}

/** @returns whether nestedHVEnabled is to be applied */
function checkSupport(vm: VirtualMachine, spec: Spec, answers: RuleAnswers): boolean {
  if (spec.nestedHVEnabled !== true || vm.nestedHVSupported) {
    return true;
  }
  switch (answers.nestedHVNotSupported) {
    case 'ignored':
      return false;
    case 'NotSupported':
      throw notSupported('');
    case 'accepted':
      return true;
  }
}

function apply(vm: VirtualMachine, spec: Spec, takesNestedHV: boolean, answers: RuleAnswers): void {
  const { state } = vm;
  const changed: Record<string, unknown> = {};
  for (const field of settings) {
    if (spec[field] !== undefined) {
      changed[field] = spec[field];
    }
  }
  for (const field of merged) {
    if (spec[field] !== undefined) {
      const before = (vm.read('config') as Record<string, object>)[field];
      changed[field] = { ...before, ...(spec[field] as object) };
    }
  }
  if (spec.nestedHVEnabled !== undefined && takesNestedHV) {
    changed['nestedHVEnabled'] = spec.nestedHVEnabled;
  }
  state.settings = { ...state.settings, ...changed };
  vm.name = spec.name ?? vm.name;
  state.numCPU = spec.numCPUs ?? state.numCPU;
  state.numCoresPerSocket = spec.numCoresPerSocket ?? state.numCoresPerSocket;
  state.memoryMB = Number(spec.memoryMB ?? state.memoryMB);
  const keepsSwitch =
    answers.vmSwitchBeforeFlag === 'kept' && compareVersions(vm.host.version, '5.1') < 0;
  applyExtraConfig(state.extraConfig, spec.extraConfig ?? [], keepsSwitch ? ['vhv.enable'] : []);
}
