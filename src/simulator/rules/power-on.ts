import { hasFailoverRoom } from '../model/cluster.ts';
import { ComputeResource } from '../model/compute-resource.ts';
import { hidesVirtualization } from '../model/host-features.ts';
import type { HostSystem } from '../model/host-system.ts';
import { hasEnded } from '../model/licence.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import {
  encryptionKeyRequired,
  featureRequirementsNotMet,
  genericVmConfigFault,
  inaccessibleDatastore,
  insufficientFailoverResources,
  invalidHostState,
  invalidPowerState,
  invalidState,
  notEnoughLicenses,
  notSupported,
  Refusal,
} from '../refusal.ts';
import type { World } from '../world.ts';
import { refusalToRunNesting } from './nested-hv.ts';
import type { RuleAnswers } from './rules.ts';

/** What a power-on depends on beside the VM and its host. */
export type PowerOnWorld = Pick<World, 'answers' | 'timestamps'>;

type Check = (vm: VirtualMachine, host: HostSystem, world: PowerOnWorld) => Refusal | undefined;

/** Why a VM cannot be powered on on a host; undefined where it can, maybe after a question. */
export const refusalOfPowerOn: Check = (vm, host, world) =>
  refusalOfPowerState(vm) ?? refusalToStart(vm, host, world);

/**
 * What CheckPowerOn_Task would find.
 *
 * @throws Refusal
 */
export function checkPowerOn(vm: VirtualMachine, host: HostSystem, world: PowerOnWorld): void {
  const runs = vm.state.powerState === 'poweredOn';
  const judged = runs && world.answers.checkPowerOnOfRunningVm === 'asIfOff';
  const refusal =
    (judged ? undefined : refusalOfPowerState(vm)) ??
    refusalToStart(vm, host, world) ??
    (lacksVirtualization(vm, host) ? featureRequirementsNotMet(vm.moRef, host.moRef) : undefined);
  if (refusal !== undefined) {
    throw refusal;
  }
}

function refusalOfPowerState({ state }: VirtualMachine): Refusal | undefined {
  if (state.template) {
    return notSupported('');
  }
  return state.powerState === 'poweredOn' ? invalidPowerState('poweredOn', 'poweredOn') : undefined;
}

/** Everything around the VM that has to be in order; the first that is not is told. */
const refusalToStart: Check = (vm, host, world) => {
  for (const check of checks) {
    const refusal = check(vm, host, world);
    if (refusal !== undefined) {
      return refusal;
    }
  }
  return undefined;
};

const checks: readonly Check[] = [
  (_vm, host, { answers }) => refusalInMaintenance(host, answers),
  (_vm, host, { answers, timestamps }) => refusalOfLicence(host, timestamps.now(), answers),
  (vm, _host, { answers }) => refusalToRunNesting(vm, answers),
  refusalOfStorage,
  refusalOfKeyServer,
  refusalOfAdmission,
];

function refusalInMaintenance(host: HostSystem, answers: RuleAnswers): Refusal | undefined {
  if (host.state.maintenance === 'no') {
    return undefined;
  }
  return answers.powerOnInMaintenance === 'InvalidState'
    ? invalidState()
    : invalidHostState(host.moRef);
}

function refusalOfLicence(host: HostSystem, now: Date, answers: RuleAnswers): Refusal | undefined {
  if (!hasEnded(host.state.licence, now)) {
    return undefined;
  }
  return answers.powerOnWithoutLicence === 'LicenseExpired'
    ? new Refusal('LicenseExpired', 'The license has expired.', { licenseKey: '' })
    : notEnoughLicenses();
}

function refusalOfStorage(
  { datastore, disksOn, iso }: VirtualMachine,
  _host: HostSystem,
  { answers }: PowerOnWorld,
): Refusal | undefined {
  const lost = [datastore, ...disksOn].find(({ accessible }) => !accessible);
  if (lost !== undefined) {
    return answers.powerOnWithoutDatastore === 'GenericVmConfigFault'
      ? genericVmConfigFault(`Cannot open the disk on datastore '${lost.name}'.`)
      : inaccessibleDatastore(lost.moRef, lost.name);
  }
  if (iso === undefined || !iso.connected || iso.datastore.accessible) {
    return undefined;
  }
  switch (answers.powerOnWithoutIso) {
    case 'InaccessibleDatastore':
      return inaccessibleDatastore(iso.datastore.moRef, iso.datastore.name);
    case 'GenericVmConfigFault':
      return genericVmConfigFault('Cannot connect the CD-ROM image file.');
    case 'accepted':
      return undefined;
  }
}

function refusalOfKeyServer(
  { state, keyServer }: VirtualMachine,
  _host: HostSystem,
  { answers }: PowerOnWorld,
): Refusal | undefined {
  if (!state.encrypted || keyServer.available) {
    return undefined;
  }
  return answers.powerOnWithoutKey === 'GenericVmConfigFault'
    ? genericVmConfigFault('The key server is not available.')
    : encryptionKeyRequired(state.uuid, keyServer.providerId);
}

function refusalOfAdmission(vm: VirtualMachine, { parent }: HostSystem): Refusal | undefined {
  const cluster = parent instanceof ComputeResource ? parent.cluster : undefined;
  const isRefused =
    parent instanceof ComputeResource &&
    cluster !== undefined &&
    !hasFailoverRoom(cluster, parent.hosts, vm);
  return isRefused ? insufficientFailoverResources() : undefined;
}

/** Whether a VM can have what its configuration asks for on a host. */
export function lacksVirtualization({ state }: VirtualMachine, host: HostSystem): boolean {
  const offers =
    host.nestedHVSupported && (host.evcMode === undefined || !hidesVirtualization(host.evcMode));
  return state.settings.nestedHVEnabled === true && !offers;
}

/** The fault where `powerOnWithoutVirtualization` answers with one; undefined where the VM asks. */
export function refusalWithoutVirtualization(
  vm: VirtualMachine,
  host: HostSystem,
  answers: RuleAnswers,
): Refusal | undefined {
  switch (answers.powerOnWithoutVirtualization) {
    case 'question':
      return undefined;
    case 'GenericVmConfigFault':
      return genericVmConfigFault(
        "Feature 'hv.capable' was 0, but must be at least 0x1. Module 'FeatureCompatLate' power on failed.",
      );
    case 'FeatureRequirementsNotMet':
      return featureRequirementsNotMet(vm.moRef, host.moRef);
  }
}
