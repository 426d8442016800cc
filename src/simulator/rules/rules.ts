/**
 * What real servers do where a change can be refused, dropped or ignored. `certainty` has the labels of the facts that this was
 * built from: API documentation, SRC source code or recorded traffic, KB vendor articles, BLOG forum and issue threads, UNV unverified.
 * The first answer is the default; a rule with one answer is not in doubt.
 */
interface Rule {
  readonly says: string;
  readonly source: string;
  readonly certainty: 'API' | 'SRC' | 'KB' | 'BLOG' | 'UNV';
  readonly answers: readonly [string, ...string[]];
}

export const rules = {
  unknownApiVersion: {
    says: 'a SOAPAction of a version that the server does not speak is served with the newest that it does',
    source:
      'govmomi sends its newest version to servers of any age (vim25/soap/client.go), and tells only of LoginByToken as refused (cli/session/login.go); a 4.1 server refused, vsphere-facts.md section 10',
    certainty: 'UNV',
    answers: ['fallsBack', 'fault'],
  },
  unboundXsdPrefix: {
    says: 'the prefix xsd in an xsi:type need not be bound',
    source:
      'govmomi sends xsi:type="xsd:long" without binding xsd (vim25/xml), and govc works with real servers; no other prefix is forgiven',
    certainty: 'SRC',
    answers: ['accepted', 'refused'],
  },
  nestedHVOnRunningVm: {
    says: 'nestedHVEnabled is refused while the VM is not powered off',
    source: 'ReconfigVM_Task declares InvalidState; the shape is that of fog/fog-vsphere#287',
    certainty: 'UNV',
    answers: ['InvalidPowerState', 'InvalidState', 'ignored', 'accepted'],
  },
  nestedHVNotSupported: {
    says: 'where VirtualMachine.capability.nestedHVSupported is false the task succeeds and nestedHVEnabled stays as it was',
    source: 'vmware/pyvmomi#629',
    certainty: 'BLOG',
    answers: ['ignored', 'NotSupported', 'accepted'],
  },
  shadowedExtraConfig: {
    says: 'an extraConfig key that another field of ConfigSpec stands for is dropped and the task succeeds',
    source:
      'types.go:90061; vmware/packer-plugin-vsphere#48, hashicorp/packer#10215, vmware/govmomi#375',
    certainty: 'API',
    answers: ['dropped'],
  },
  vmSwitchBeforeFlag: {
    says: 'before ESXi 5.1 vhv.enable in extraConfig, there being no nestedHVEnabled, is dropped as it is since',
    source:
      'issue threads tell of later servers only (shadowedExtraConfig); nobody has tried a 5.0',
    certainty: 'UNV',
    answers: ['dropped', 'kept'],
  },
  emptyExtraConfigValue: {
    says: 'an empty value removes the key',
    source: 'types.go:90061',
    certainty: 'API',
    answers: ['removed'],
  },
  changeVersionMismatch: {
    says: 'a ConfigSpec with another changeVersion than the VM has is refused as a whole',
    source: 'API reference, VirtualMachineConfigSpec.changeVersion',
    certainty: 'API',
    answers: ['ConcurrentAccess'],
  },
  templateReconfigure: {
    says: 'of a template only the name and the annotation can be changed',
    source: 'vmware/govmomi#1431; that the task and not the call fails is unverified',
    certainty: 'BLOG',
    answers: ['taskError', 'fault'],
  },
  busyVm: {
    says: 'a VM has one task at a time: another one is TaskInProgress',
    source: 'API reference, ReconfigVM_Task; that the call and not the task fails is unverified',
    certainty: 'API',
    answers: ['fault', 'taskError'],
  },
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
    source: 'API reference, HostSystem.EnterMaintenanceMode_Task; which fault is unverified',
    certainty: 'UNV',
    answers: ['InvalidHostState', 'InvalidState'],
  },
  manualDrs: {
    says: 'PowerOnMultiVM_Task under manual DRS succeeds with a recommendation and leaves the VM off',
    source: 'types.go:13758 (ClusterPowerOnVmResult.recommendations); not witnessed',
    certainty: 'API',
    answers: ['recommends'],
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
  unreachableHost: {
    says: 'the VMs of a host that does not answer cannot be changed',
    source: 'API reference, HostNotConnected; that the call and not the task fails is unverified',
    certainty: 'API',
    answers: ['HostNotConnected'],
  },
  lockdownLogin: {
    says: 'a host in lockdown mode lets in nobody but its exceptions, whatever the password',
    source:
      'API reference, HostSystem.ChangeLockdownMode: all permissions are removed; Broadcom KB 425190; not witnessed',
    certainty: 'API',
    answers: ['NoPermission', 'InvalidLogin'],
  },
  readOnlyLicence: {
    says: 'an ESXi with the free licence answers every write with RestrictedVersion',
    source:
      'williamlam.com 2011/06; hashicorp/terraform-provider-vsphere#268, #270; vmware/pyvmomi#625',
    certainty: 'BLOG',
    answers: ['RestrictedVersion'],
  },
  nestedHVOffWithVbs: {
    says: 'nestedHVEnabled is not switched off while flags.vbsEnabled stays on',
    source:
      'types.go:90171: on create it is an error; propertyRelations of the guest OS descriptors; the fault on reconfigure is unverified',
    certainty: 'UNV',
    answers: ['InvalidArgument', 'GenericVmConfigFault', 'accepted'],
  },
  nestedHVWithPassthrough: {
    says: 'nestedHVEnabled and a PCI passthrough device exclude each other',
    source:
      'Broadcom KB 437651; whether at the change or at the power-on, and the fault, unverified',
    certainty: 'KB',
    answers: ['GenericVmConfigFault', 'refusedAtPowerOn', 'accepted'],
  },
  nestedHVWithFaultTolerance: {
    says: 'nestedHVEnabled and Fault Tolerance exclude each other',
    source:
      'enum.go:15992 (hasNestedHVConfiguration), for FT on a VM with nesting; the other way round is unverified',
    certainty: 'UNV',
    answers: ['VmFaultToleranceConfigIssue', 'NotSupported', 'accepted'],
  },
  suspendedReconfigure: {
    says: 'of a suspended VM only the name and the annotation can be changed',
    source: 'vmware-tanzu/vm-operator#154 skips suspended VMs; the fault is unverified',
    certainty: 'UNV',
    answers: ['InvalidPowerState', 'accepted'],
  },
  guestOperationsNeedTools: {
    says: 'guest operations need a VM that runs, with Tools, and a user whom the guest knows',
    source:
      'API reference, vim.vm.guest.ProcessManager: InvalidPowerState, GuestOperationsUnavailable, InvalidGuestLogin',
    certainty: 'API',
    answers: ['fault'],
  },
  impossibleValues: {
    says: 'a spec with no CPU, too little memory, a guest id of another shape or a firmware other than bios and efi is refused as a whole',
    source:
      'API reference, ReconfigVM_Task: InvalidArgument; that each of these is refused so is unverified',
    certainty: 'UNV',
    answers: ['InvalidArgument'],
  },
  hardwareUpgrade: {
    says: 'virtual hardware is upgraded only while the VM is off, never back, and not beyond what its host runs',
    source:
      'API reference, VirtualMachine.UpgradeVM_Task: AlreadyUpgraded, InvalidState; the fault beyond the host is unverified',
    certainty: 'API',
    answers: ['refused'],
  },
  templateConversion: {
    says: 'a VM becomes a template only while it is off, on a vCenter; a template becomes a VM in a pool and on a host that belong together',
    source:
      'API reference, VirtualMachine.MarkAsTemplate and MarkAsVirtualMachine: InvalidState, NotSupported, InvalidArgument',
    certainty: 'API',
    answers: ['InvalidState'],
  },
  compatibilityChecks: {
    says: 'CheckVmConfig_Task and CheckPowerOn_Task succeed, and tell in their result what ReconfigVM_Task and PowerOnVM_Task would refuse',
    source: 'API reference, vim.vm.check.CompatibilityChecker (6.7); not witnessed',
    certainty: 'API',
    answers: ['result'],
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
  inaccessibleVm: {
    says: 'a VM whose own files cannot be reached shows no configuration and takes no task',
    source:
      'API reference, VirtualMachineConnectionState.inaccessible; that the fault is InvalidState is unverified',
    certainty: 'API',
    answers: ['InvalidState'],
  },
  disabledMethod: {
    says: 'a method that another product has switched off is refused',
    source:
      'API reference, AuthorizationManager.DisableMethods and MethodDisabled; that the call and not the task fails is unverified',
    certainty: 'API',
    answers: ['MethodDisabled'],
  },
  enteringMaintenance: {
    says: 'a host enters maintenance mode when no VM runs on it; automated DRS moves them away, and until then it powers none on',
    source: 'API reference, HostSystem.EnterMaintenanceMode_Task',
    certainty: 'API',
    answers: ['waits'],
  },
  sessionLimit: {
    says: 'where the sessions are used up RetrieveServiceContent and Login are answered with HTTP 503',
    source: 'Broadcom KB 437427 and forum threads (vsphere-facts.md section 7); not witnessed',
    certainty: 'BLOG',
    answers: ['503'],
  },
  guestProcTransfer: {
    says: 'a transfer of a guest file carries as many bytes as stat tells at its start: of a file in /proc none',
    source: 'open-vm-tools vixTools.c; vmware/open-vm-tools#558',
    certainty: 'SRC',
    answers: ['empty'],
  },
  guestTransferAddress: {
    says: 'the address of a transfer is good for one request within ten minutes; its host is * on an ESXi, and the host of the VM on a vCenter (here: localhost)',
    source: 'govmomi guest/file_manager.go; what an address that is used up answers is unverified',
    certainty: 'SRC',
    answers: ['oneTime'],
  },
} as const satisfies Record<string, Rule>;

/** One answer for each rule. */
export type RuleAnswers = {
  readonly [Name in keyof typeof rules]: (typeof rules)[Name]['answers'][number];
};

/**
 * The answers that a simulator gives: the defaults, and what was chosen instead.
 *
 * @throws TypeError where there is no such rule or it has no such answer
 */
export function chooseAnswers(chosen: Partial<RuleAnswers>): RuleAnswers {
  const table: Readonly<Record<string, Rule>> = rules;
  for (const [name, answer] of Object.entries(chosen)) {
    const answers = table[name]?.answers;
    if (answers === undefined || !answers.includes(answer)) {
      throw new TypeError(`the rule ${name} has no answer '${answer}'`);
    }
  }
  const defaults = Object.entries(table).map(([name, { answers }]) => [name, answers[0]]);
  return { ...Object.fromEntries(defaults), ...chosen } as RuleAnswers;
}
