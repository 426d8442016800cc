import type { Rule } from './rule.ts';

/** What decides whether a VM is powered on or off. */
export const powerRules = {
  powerOnWithoutVirtualization: {
    says: 'a VM with nestedHVEnabled on a host that cannot offer it asks whether to go on without',
    source:
      "the key answer.msg.cpuid.noVHVQuestion of VMware's VM feature test script; that the power-on fails instead: FeatureRequirementsNotMet in the API reference, GenericVmConfigFault in forum threads",
    certainty: 'UNV',
    answers: ['question', 'FeatureRequirementsNotMet', 'GenericVmConfigFault'],
  },
  powerOnWithoutLicence: {
    says: 'where licence or evaluation have ended, running VMs go on and none is powered on',
    source:
      'VMware documentation 4.0 to 5.5, License and Evaluation Period Expiry; PowerOnVM_Task declares NotEnoughLicenses, of which LicenseExpired is a subtype',
    certainty: 'KB',
    answers: ['NotEnoughLicenses', 'LicenseExpired'],
  },
  powerOnInMaintenance: {
    says: 'a host in maintenance mode powers no VM on',
    source:
      'API reference, HostSystem.EnterMaintenanceMode_Task; in partial maintenance mode it may be so (enum.go:6219); which fault is unverified',
    certainty: 'UNV',
    answers: ['InvalidHostState', 'InvalidState'],
  },
  bootTime: {
    says: 'runtime.bootTime is set at a power-on from off and cleared at a power-off; a reboot, a reset and a resume keep it',
    source: 'API reference, VirtualMachineRuntimeInfo.bootTime',
    certainty: 'API',
    answers: ['ofPowerOn'],
  },
  rebootPowerOff: {
    says: 'where config.rebootPowerOff is set a reboot of the guest powers the VM off',
    source:
      'API reference, VirtualMachineConfigInfo.rebootPowerOff (8.0.0.1); that it stays set afterwards is unverified',
    certainty: 'API',
    answers: ['powersOff'],
  },
  guestWhileBusy: {
    says: 'a guest is asked to shut down or to reboot also while a task works on its VM: that is no task itself',
    source:
      'API reference, ShutdownGuest, which lists TaskInProgress; when it is thrown is unverified',
    certainty: 'UNV',
    answers: ['accepted', 'TaskInProgress'],
  },
  changeVersionAtPower: {
    says: 'config.changeVersion moves at a power-on',
    source: 'vmware/vic#2510; that a power-off, or Tools that come up, move it too is unverified',
    certainty: 'BLOG',
    answers: ['powerOn', 'powerOnAndOff', 'powerAndTools', 'unmoved'],
  },
  guestRestart: {
    says: 'a guest that restarts stops Tools until it is up again, and the VM stays on',
    source:
      'API reference, GuestInfo.toolsRunningStatus; a guest that is asked to shut down may restart instead (Windows updates)',
    certainty: 'BLOG',
    answers: ['toolsStop'],
  },
  manualDrs: {
    says: 'PowerOnMultiVM_Task under manual DRS succeeds with a recommendation and leaves the VM off',
    source: 'types.go:13758 (ClusterPowerOnVmResult.recommendations); not witnessed',
    certainty: 'API',
    answers: ['recommends'],
  },
  attemptedTask: {
    says: 'PowerOnMultiVM_Task may name no task for a VM that it starts',
    source:
      'types.go, ClusterAttemptedVmInfo.task is optional; which server leaves it out, and when such a VM starts, is unverified',
    certainty: 'API',
    answers: ['named', 'unnamed', 'unnamedAndLater'],
  },
  shutdownWithoutTools: {
    says: 'ShutdownGuest and RebootGuest need running Tools, and return before anything has happened',
    source: 'API reference, VirtualMachine.ShutdownGuest',
    certainty: 'API',
    answers: ['ToolsUnavailable'],
  },
  pendingQuestion: {
    says: 'a VM that waits for an answer takes no other work',
    source: 'API reference, QuestionPending; which methods raise it is unverified',
    certainty: 'API',
    answers: ['QuestionPending'],
  },
  checkPowerOnOfRunningVm: {
    says: 'CheckPowerOn_Task judges a VM that runs as if it were off',
    source: 'the API reference does not say',
    certainty: 'UNV',
    answers: ['asIfOff', 'InvalidPowerState'],
  },
  powerOnWithoutRoom: {
    says: 'where HA admission control has no room left no VM of the cluster is powered on',
    source:
      'API reference, VirtualMachine.PowerOnVM_Task: InsufficientResourcesFault; ClusterDasConfigInfo.admissionControlEnabled',
    certainty: 'API',
    answers: ['InsufficientFailoverResourcesFault'],
  },
  powerOnWithoutDatastore: {
    says: 'a VM with a disk on a datastore that cannot be reached is not powered on',
    source: 'API reference, InaccessibleDatastore; which fault a power-on ends with is unverified',
    certainty: 'UNV',
    answers: ['InaccessibleDatastore', 'GenericVmConfigFault'],
  },
  powerOnWithoutIso: {
    says: 'a VM with a CD-ROM that is connected at power-on and whose image cannot be reached is not powered on',
    source: 'unverified: it may also start with the drive disconnected',
    certainty: 'UNV',
    answers: ['InaccessibleDatastore', 'GenericVmConfigFault', 'accepted'],
  },
  powerOnWithoutKey: {
    says: 'an encrypted VM is not powered on while its key server cannot be reached',
    source:
      'API reference, EncryptionKeyRequired; that a host has not kept the key, and the fault, are unverified',
    certainty: 'UNV',
    answers: ['EncryptionKeyRequired', 'GenericVmConfigFault'],
  },
  scheduledUpgrade: {
    says: 'a hardware upgrade that is scheduled, pending and newer runs when the VM goes off: by its guest for onSoftPowerOff, by any means for always',
    source:
      'API reference, ScheduledHardwareUpgradeInfo; whether it is done when the VM shows as off, or a task of its own follows, is unverified',
    certainty: 'API',
    answers: ['atOnce', 'taskAfterwards'],
  },
  enteringMaintenance: {
    says: 'a host enters maintenance mode when no VM runs on it; automated DRS moves them away, and until then it powers none on',
    source: 'API reference, HostSystem.EnterMaintenanceMode_Task',
    certainty: 'API',
    answers: ['waits'],
  },
} as const satisfies Record<string, Rule>;
