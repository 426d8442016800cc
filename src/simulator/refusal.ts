import { VsphereError } from '../errors.ts';
import type { MoRef } from '../vim25/moref.ts';
import type { FaultData } from './fault-data.ts';
import type { VirtualMachinePowerState } from './types.ts';
import type { Fault } from './wire/answer.ts';

/** A vim25 fault, thrown: from a method it becomes a SOAP fault, from a task's work the task's error. */
export class Refusal extends VsphereError {
  override name = 'Refusal';
  readonly fault: Fault['fault'];

  constructor(type: string, message: string, fields: object = {}) {
    super('SIMULATED_FAULT', message);
    this.fault = { _type: type, ...fields };
  }
}

/** A fault on demand. */
export function injected({ _type: type, ...fields }: FaultData): Refusal {
  return new Refusal(type, `${type} (injected)`, fields);
}

/** The words of a real server (docs/facts.md#fault-elements). `privilege` is empty where the method itself needs a session. */
export function notAuthenticated(object: MoRef, privilege = ''): Refusal {
  return new Refusal('NotAuthenticated', 'The session is not authenticated.', {
    object,
    privilegeId: privilege,
  });
}

/** Servers since 7.0.3.2 fill both forms; the older two fields are deprecated since 8.0 (types.go:57494). */
export function noPermission(object: MoRef, privilege: string): Refusal {
  return new Refusal('NoPermission', 'Permission to perform this operation was denied.', {
    object,
    privilegeId: privilege,
    missingPrivileges: [{ entity: object, privilegeIds: [privilege] }],
  });
}

/** The words of a real server (docs/facts.md#fault-elements). */
export function invalidLogin(): Refusal {
  return new Refusal(
    'InvalidLogin',
    'Cannot complete login due to an incorrect user name or password.',
  );
}

/** The words of a real server (docs/facts.md#fault-elements). */
export function managedObjectNotFound(obj: MoRef): Refusal {
  return new Refusal(
    'ManagedObjectNotFound',
    `The object 'vim.${obj.type}:${obj.value}' has already been deleted or has not been completely created`,
    { obj },
  );
}

export function invalidArgument(invalidProperty: string): Refusal {
  return new Refusal(
    'InvalidArgument',
    `A specified parameter was not correct: ${invalidProperty}`,
    { invalidProperty },
  );
}

export function invalidProperty(name: string): Refusal {
  return new Refusal('InvalidProperty', `The property '${name}' is not known.`, { name });
}

export function invalidType(argument: string): Refusal {
  return new Refusal('InvalidType', `The type '${argument}' is not known.`, { argument });
}

export function invalidName(name: string): Refusal {
  return new Refusal('InvalidName', `The name '${name}' is invalid.`, { name });
}

export function notSupported(what: string): Refusal {
  return new Refusal(
    'NotSupported',
    `The operation is not supported on the object. ${what}`.trim(),
  );
}

const powerStateNames: Readonly<Record<VirtualMachinePowerState, string>> = {
  poweredOn: 'Powered on',
  poweredOff: 'Powered off',
  suspended: 'Suspended',
};

/** The shape and the words seen live in fog/fog-vsphere#287. */
export function invalidPowerState(
  existingState: VirtualMachinePowerState,
  requestedState: VirtualMachinePowerState,
): Refusal {
  return new Refusal(
    'InvalidPowerState',
    `The attempted operation cannot be performed in the current state (${powerStateNames[existingState]}).`,
    { requestedState, existingState },
  );
}

export function invalidState(): Refusal {
  return new Refusal('InvalidState', 'The operation is not allowed in the current state.');
}

export function alreadyUpgraded(): Refusal {
  return new Refusal('AlreadyUpgraded', 'The virtual hardware is up to date.');
}

export function hardwareVersionNotSupported(host: MoRef, hostName: string): Refusal {
  return new Refusal(
    'VirtualHardwareVersionNotSupported',
    `The virtual hardware version is not supported by host '${hostName}'.`,
    { hostName, host },
  );
}

export function taskInProgress(task: MoRef): Refusal {
  return new Refusal('TaskInProgress', 'Another task is already in progress.', { task });
}

export function concurrentAccess(): Refusal {
  return new Refusal(
    'ConcurrentAccess',
    'The operation cannot be allowed at the current time because the virtual machine has been changed since it was read.',
  );
}

/** The text is the question's own (API reference, QuestionPending). */
export function questionPending(text: string): Refusal {
  return new Refusal('QuestionPending', `A question is pending: ${text}`, { text });
}

export function toolsUnavailable(): Refusal {
  return new Refusal(
    'ToolsUnavailable',
    'Cannot complete operation because VMware Tools is not running in this virtual machine.',
  );
}

/** There is no current snapshot to go back to (API reference, VirtualMachine.RevertToCurrentSnapshot_Task). */
export function notFound(): Refusal {
  return new Refusal('NotFound', 'The object or item referred to could not be found.');
}

export function filesystemQuiesceFault(): Refusal {
  return new Refusal(
    'FilesystemQuiesceFault',
    'An error occurred while quiescing the virtual machine.',
  );
}

export function hostNotConnected(): Refusal {
  return new Refusal('HostNotConnected', 'Unable to communicate with the remote host.');
}

export function invalidHostState(host: MoRef): Refusal {
  return new Refusal(
    'InvalidHostState',
    'The operation is not allowed in the current state of the host.',
    { host },
  );
}

export function genericVmConfigFault(reason: string): Refusal {
  return new Refusal('GenericVmConfigFault', reason, { reason });
}

export function notEnoughLicenses(): Refusal {
  return new Refusal(
    'NotEnoughLicenses',
    'There are not enough licenses installed to perform the operation.',
  );
}

/** The words that many threads quote (docs/facts.md#restricted-version). */
export function restrictedVersion(): Refusal {
  return new Refusal(
    'RestrictedVersion',
    'Current license or ESXi version prohibits execution of the requested operation.',
  );
}

export function guestOperationsUnavailable(): Refusal {
  return new Refusal(
    'GuestOperationsUnavailable',
    'The guest operations agent could not be contacted.',
  );
}

export function invalidGuestLogin(): Refusal {
  return new Refusal(
    'InvalidGuestLogin',
    'Failed to authenticate with the guest operating system using the supplied credentials.',
  );
}

export function fileAlreadyExists(file: string): Refusal {
  return new Refusal('FileAlreadyExists', `File ${file} already exists`, { file });
}

export function fileNotFound(file: string): Refusal {
  return new Refusal('FileNotFound', `File ${file} was not found`, { file });
}

/** A host whose processor, firmware or EVC mode does not offer what nested virtualization needs. */
export function featureRequirementsNotMet(vm: MoRef, host: MoRef): Refusal {
  return new Refusal(
    'FeatureRequirementsNotMet',
    "The target host does not support the virtual machine's current hardware state.",
    {
      featureRequirement: [{ key: 'hv.capable', featureName: 'hv.capable', value: 'Bool:Min:1' }],
      vm,
      host,
    },
  );
}

/** What another product has switched off with AuthorizationManager.DisableMethods. */
export function methodDisabled(): Refusal {
  return new Refusal('MethodDisabled', 'The method is disabled by another product.', {
    source: 'com.example.backup',
  });
}

export function inaccessibleDatastore(datastore: MoRef, name: string): Refusal {
  return new Refusal('InaccessibleDatastore', `Unable to access the datastore '${name}'.`, {
    datastore,
    name,
  });
}

export function encryptionKeyRequired(keyId: string, provider: string): Refusal {
  return new Refusal('EncryptionKeyRequired', 'The key of the virtual machine is not available.', {
    requiredKey: [{ keyId, providerId: { id: provider } }],
  });
}

export function insufficientFailoverResources(): Refusal {
  return new Refusal(
    'InsufficientFailoverResourcesFault',
    'Insufficient resources to satisfy the configured failover level for vSphere HA.',
  );
}
